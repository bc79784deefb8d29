import { createEnergyGate } from '../media/voice-activity/energy-gate.js';
import { sensitivities } from '../media/voice-activity/sensitivity.js';
import type { VoiceActivityLeg, VoiceEdge } from '../media/voice-activity/voice-activity.js';
import { createWindowBuffer } from '../media/voice-activity/window-buffer.js';

/**
 * Opens a detector for one stream of 8 kHz mu-law. It tells of each edge of speech at the place in the audio where it
 * is, at once or a moment later. `openLeg` of the process's voice activity is one.
 */
export type OpenVoiceDetector = (tell: (edge: VoiceEdge) => void) => Pick<VoiceActivityLeg, 'push' | 'close'>;

/** Windows as the sensitivities count them: 32 ms. */
const windowSamples = 256;
const windowMs = 32;

const { minSpeechFrames, redemptionFrames } = sensitivities[2];
/** So many windows without voice are a pause: longer than the closure of a consonant. */
const pauseFrames = 4;

/** Voice is so much louder than the line's own noise: 8 dB. */
const voiceAboveNoise = 6;
/** The estimate of the noise follows it down at once, and up by 2.7 dB a second. */
const noiseRise = 1.02;
/** A call that begins with speech has not shown its noise yet: it is taken for -45 dBFS at the most. */
const mostFirstNoise = 10 ** (-45 / 10);
const leastNoise = 1e-9;

/**
 * Detects voice by its level alone: louder than the room, and than the line's noise. It takes no time and no model;
 * music and loud noise are voice to it.
 */
export const detectVoiceByLevel: OpenVoiceDetector = (tell) => {
  const gate = createEnergyGate();
  const windows = createWindowBuffer();
  const window = new Float32Array(windowSamples);
  let noise: number | undefined;
  let pushedBytes = 0;
  let heardMs = 0;
  let isOpen = true;
  let state: 'silent' | 'started' | 'confirmed' | 'paused' = 'silent';
  let voicedFrames = 0;
  let quietFrames = 0;
  let voiceEndMs = 0;

  function change(next: typeof state, type: VoiceEdge['type'], positionMs: number) {
    state = next;
    tell({ type, positionMs });
  }

  function hearVoice() {
    quietFrames = 0;
    voicedFrames += 1;
    voiceEndMs = heardMs;
    if (state === 'silent') change('started', 'started', heardMs - windowMs);
    else if (state === 'started' && voicedFrames >= minSpeechFrames)
      change('confirmed', 'confirmed', heardMs);
    else if (state === 'paused') change('confirmed', 'resumed', heardMs);
  }

  function hearNone() {
    if (state === 'silent') return;
    quietFrames += 1;
    if (quietFrames >= redemptionFrames) {
      voicedFrames = 0;
      change('silent', state === 'started' ? 'misfired' : 'ended', voiceEndMs);
    } else if (state === 'confirmed' && quietFrames === pauseFrames) {
      change('paused', 'paused', voiceEndMs);
    }
  }

  return {
    push(mulaw) {
      if (!isOpen) return;
      windows.push(pushedBytes, mulaw);
      pushedBytes += mulaw.length;
      while (windows.take(window) !== undefined) {
        heardMs += windowMs;
        const energy = window.reduce((sum, sample) => sum + sample * sample, 0) / windowSamples;
        noise = Math.max(leastNoise, Math.min(energy, (noise ?? mostFirstNoise) * noiseRise));
        if (gate.hear(energy) === 'loud' && energy > voiceAboveNoise * noise) hearVoice();
        else hearNone();
      }
    },
    close() {
      isOpen = false;
    },
  };
};
