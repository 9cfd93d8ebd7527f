/** Frame of the command-line tools: reading arguments and ending with a code that means something. */
import process from 'node:process';
import { parseArgs } from 'node:util';

/** Unusable arguments or files: told in one message, exit code 2. */
export class UsageError extends Error {}

/**
 * Runs a tool and ends the process: with the code that `main` returns, 2 after a `UsageError`, 1 after any
 * other error.
 * @param {(args: {values: Record<string, any>, positionals: string[]}) => Promise<number>} main
 */
export async function command(usage, options, main) {
  try {
    process.exit(await main(readArgs(usage, options)));
  } catch (error) {
    if (error instanceof UsageError || error?.name === 'ConfigError') {
      console.error(error.message);
      process.exit(2);
    }
    console.error(error?.stack ?? String(error));
    process.exit(1);
  }
}

function readArgs(usage, options) {
  const all = { ...options, help: { type: 'boolean', short: 'h' } };
  let args;
  try {
    args = parseArgs({ options: all, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${usage}`);
  }
  if (args.values.help) {
    console.log(usage);
    process.exit(0);
  }
  return args;
}

/** A whole number of at least 1 given as an option, or undefined when it was not given. */
export function countOption(values, name) {
  if (values[name] === undefined) return undefined;
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) {
    throw new UsageError(`--${name} must be a whole number of at least 1, got "${values[name]}"`);
  }
  return value;
}

/** One of a few words given as an option. */
export function choiceOption(values, name, choices, fallback) {
  const value = values[name] ?? fallback;
  if (!choices.includes(value)) {
    throw new UsageError(`--${name} must be one of ${choices.join(', ')}, got "${value}"`);
  }
  return value;
}
