import type { VendorDelays } from '../sandbox/script.js';
import { vendorDelays } from '../sandbox/stage.js';

/** The vendors' delays under which everything is measured, as in the scenarios but for the interim results. */
export const delays: VendorDelays = { ...vendorDelays, recognizerInterimMs: 200 };
