/**
 * Multiply-adds of one dispatch at most. A weak integrated GPU makes some 2e10 of them a second, so this is about a tenth of
 * the time after which drivers kill work.
 */
export const DISPATCH_OPERATIONS = 4e9;
