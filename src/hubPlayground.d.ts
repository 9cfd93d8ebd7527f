import type { Scripting } from './engine/scripting';

declare global {
  /** Experiments as function calls, for scripts and consoles, and a way to see what losing the GPU does. */
  var hubPlayground: Scripting & {
    /** Destroys the page's GPU device, as a driver might; training goes on with a new one. */
    loseDevice(): Promise<void>;
  };
}
