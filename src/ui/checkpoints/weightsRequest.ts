/** A wish for weights of a learned optimizer. */
export interface WeightsRequest {
  /** Of whose learned part; only its weights will do, where it is learned itself. */
  readonly optimizerId: string;
  /** Why the dialogue opens, where the reader did not ask for it. */
  readonly reason?: string;
  /** It opens because no weights that come with the page can be loaded. */
  readonly isForLackOfBuiltIn?: boolean;
  /** Weights in use now. */
  readonly current?: string;
}
