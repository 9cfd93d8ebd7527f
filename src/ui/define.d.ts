/** Version in package.json and commit, such as "0.2.0+1a2b3c4d", put in by Vite. */
declare const __APP_VERSION__: string;
/** Ids of the checkpoints in `public/checkpoints` when the page was built, put in by Vite. */
declare const __CHECKPOINTS__: readonly string[];
