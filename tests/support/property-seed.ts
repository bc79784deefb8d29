import fc from 'fast-check';

/**
 * Properties are tried with the same values every time, so that a run can be repeated; PROPERTY_SEED=n tries others. A
 * property that fails prints its seed.
 */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20261122) });
