import { decodeMulaw, encodeMulaw, frameBytes, sampleRateHz } from '../../src/media/mulaw.js';
import type { FrameClock } from './frame-clock.js';
import { createMicrophone, type LineQuality, type SpokenStretch } from './microphone.js';
import { createPlayOutBuffer } from './play-out-buffer.js';

const samplesPerMs = sampleRateHz / 1000;

/** Longest call that a line records, samples: two recordings of 16 bits each. */
const longestRecording = 15 * 60 * sampleRateHz;

/** 20 ms at the party's ear. */
export interface EarFrame {
  /** When it was played, `performance.now()` ms. */
  readonly at: number;
  /** When its first byte came to the line; undefined for silence. */
  readonly arrivedAt: number | undefined;
  readonly samples: Int16Array;
}

/** All that one party heard and said, sample by sample, and when. Frame n is samples 160 n to 160 n + 159. */
export interface LineRecording {
  readonly heard: Int16Array;
  /** The voice alone: what the party said, not what the line made of it. */
  readonly spoken: Int16Array;
  /** When each frame was played and the microphone's frame sent, `performance.now()` ms. */
  readonly frameTimes: readonly number[];
  /** When the audio of each heard frame had come to the line; undefined for silence. */
  readonly arrivalTimes: readonly (number | undefined)[];
}

/** A party's telephone while it is off the hook: an ear with a play-out buffer, and a microphone. */
export interface Line {
  /** Says the samples after whatever is still being said; ends with where they lie in the recording. */
  say(samples: Int16Array): Promise<SpokenStretch>;
  /** Appends mu-law to what the party hears; false if too much is waiting already. */
  play(mulaw: Uint8Array): boolean;
  /** Notes a mark behind what was played so far; `onMark` tells when it is passed. */
  mark(name: string): void;
  /** Forgets what is waiting to be played; its marks are passed at once. */
  clear(): void;
  /** Sends the microphone's frames to the listener, as mu-law; one listener at a time. */
  connect(listener: MicrophoneListener): () => void;
  /** Calls the listener with each frame at the ear. */
  onEarFrame(listener: (frame: EarFrame) => void): void;
  recording(): LineRecording;
  /** On the hook: no more frames. */
  close(): void;
}

export interface MicrophoneListener {
  /** A frame of the microphone, or undefined for one that was lost on the way. */
  frame(mulaw: Uint8Array | undefined): void;
  mark(name: string): void;
}

/** Takes a telephone off the hook. */
export function createLine(settings: { clock: FrameClock; quality: LineQuality }): Line {
  const buffer = createPlayOutBuffer();
  const microphone = createMicrophone(settings.quality);
  const earListeners: ((frame: EarFrame) => void)[] = [];
  const heard: Int16Array[] = [];
  const spoken: Int16Array[] = [];
  const frameTimes: number[] = [];
  const arrivalTimes: (number | undefined)[] = [];
  const mulaw = new Uint8Array(frameBytes);
  let microphoneListener: MicrophoneListener | undefined;

  const leaveClock = settings.clock.subscribe((at) => {
    if (frameTimes.length * frameBytes >= longestRecording) {
      leaveClock();
      return;
    }
    const { marks, arrivedAt } = buffer.take(mulaw);
    const samples = new Int16Array(frameBytes);
    decodeMulaw(mulaw, samples);
    const { voice, sent } = microphone.nextFrame(samples);
    heard.push(samples);
    spoken.push(voice);
    frameTimes.push(at);
    arrivalTimes.push(arrivedAt);
    microphoneListener?.frame(sent === undefined ? undefined : encodeMulaw(sent));
    for (const name of marks) microphoneListener?.mark(name);
    for (const listener of earListeners) listener({ at, arrivedAt, samples });
  });

  return {
    say: (samples) => microphone.say(samples),
    play: (audio) => buffer.push(Uint8Array.from(audio), performance.now()),
    mark(name) {
      if (buffer.mark(name)) microphoneListener?.mark(name);
    },
    clear() {
      for (const name of buffer.clear()) microphoneListener?.mark(name);
    },
    connect(listener) {
      microphoneListener = listener;
      return () => {
        if (microphoneListener === listener) microphoneListener = undefined;
      };
    },
    onEarFrame: (listener) => void earListeners.push(listener),
    recording: () => ({ heard: joined(heard), spoken: joined(spoken), frameTimes, arrivalTimes }),
    close: leaveClock,
  };
}

/** When a sample was spoken. A frame is sent when its last sample was spoken. */
export function spokenAt(recording: LineRecording, sample: number): number {
  const frame = Math.min(Math.floor(sample / frameBytes), recording.frameTimes.length - 1);
  return (recording.frameTimes[frame] ?? 0) - ((frame + 1) * frameBytes - sample) / samplesPerMs;
}

/** When a sample was heard. A frame is played from the moment when it was taken from the buffer. */
export function heardAt(recording: LineRecording, sample: number): number {
  const frame = Math.min(Math.floor(sample / frameBytes), recording.frameTimes.length - 1);
  return (recording.frameTimes[frame] ?? 0) + (sample - frame * frameBytes) / samplesPerMs;
}

function joined(frames: readonly Int16Array[]): Int16Array {
  const samples = new Int16Array(frames.length * frameBytes);
  frames.forEach((frame, index) => samples.set(frame, index * frameBytes));
  return samples;
}
