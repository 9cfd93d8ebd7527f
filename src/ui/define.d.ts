/** The version in package.json, put in by Vite. */
declare const __APP_VERSION__: string;
/** Ids of the checkpoints in `public/checkpoints` when the page was built, put in by Vite. */
declare const __CHECKPOINTS__: readonly string[];
