/**
 * Mean square of a window that may be speech, -48 dBFS, for samples in [-1, 1]. Speech into a telephone has about
 * -20 to -35 dBFS; what is quieter than -48 is somebody else in the room.
 */
const speechEnergy = 10 ** (-48 / 10);

/** So many quiet windows in a row, about half a second, shut the gate. More than any speech waits for its end. */
const shuttingWindows = 16;

/**
 * What a window is by its level alone. `loud`: the model decides. `quiet`: not speech, but the model hears it, since
 * speech may go on behind it. `shut`: not speech, and the model need not hear it.
 */
export type WindowLevel = 'loud' | 'quiet' | 'shut';

/** Tells the windows that are worth the model from those that are plainly silence, for one leg. */
export interface EnergyGate {
  /**
   * Judges the next window by the mean square of its samples. One loud window opens the gate, and goes to the model
   * itself, so that no onset is delayed; only a while of quiet shuts it.
   */
  hear(energy: number): WindowLevel;
}

export function createEnergyGate(): EnergyGate {
  let quietWindows = shuttingWindows;
  return {
    hear(energy) {
      if (energy >= speechEnergy) {
        quietWindows = 0;
        return 'loud';
      }
      quietWindows = Math.min(quietWindows + 1, shuttingWindows);
      return quietWindows < shuttingWindows ? 'quiet' : 'shut';
    },
  };
}
