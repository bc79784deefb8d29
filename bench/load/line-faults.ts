import { bytesToMs } from '../../src/media/audio-clock.js';
import { frameMs } from '../../src/media/mulaw.js';
import type { StreamClient } from './stream-client.js';

/** What a telephone's frames pass on their way to its stream. */
export interface FrameSender {
  /** Takes the line's next frame, base64. */
  send(payload: string): void;
  /** Takes the frame that says which turn it is: it is what is measured with, so that no fault takes it away. */
  sendTag(payload: string): void;
}

/** How a line is bad. */
export interface LineFault {
  /** How much faster the telephone's clock goes than it should, as a share. */
  readonly drift?: number;
  /** @param random numbers from 0 to 1. */
  open?(stream: StreamClient, random: () => number): FrameSender;
}

/** Frames that are held back, and then come together; and how many come in time between two such bursts. */
const heldFrames = 10;
const framesBetween = 40;
/** The share of the frames that come twice, and of those that never come. */
const doubledShare = 0.2;
const missingShare = 0.05;
/** Payloads of a line that is cut anyhow, bytes. */
const oddSizes = [1, 159, 161, 320, 4000];
/** How many times faster than they are spoken the frames of a flooding client come. */
const floodTimes = 50;
/** How often a text comes that is too long, and how long that is. */
const framesPerLongText = 50;
const longTextBytes = 128 * 1024;

const inOrder = (stream: StreamClient): FrameSender => ({
  send: (payload) => stream.sendFrame(payload),
  sendTag: (payload) => stream.sendFrame(payload),
});

/** A clock that is wrong by so many parts in a million. */
export const drifting = (partsPerMillion: number): LineFault => ({ drift: partsPerMillion / 1e6 });

/** Every now and then frames are held back for 200 ms, and come together. */
export const late: LineFault = {
  open(stream) {
    let count = 0;
    let held: string[] = [];
    const send = (payload: string) => {
      count += 1;
      held.push(payload);
      if (count % (framesBetween + heldFrames) >= framesBetween) return;
      for (const one of held) stream.sendFrame(one);
      held = [];
    };
    return { send, sendTag: send };
  },
};

/** Some frames come twice, the same in every number. */
export const doubled: LineFault = {
  open: (stream, random) => ({
    ...inOrder(stream),
    send(payload) {
      stream.sendFrame(payload);
      if (random() < doubledShare) stream.repeatFrame();
    },
  }),
};

/** Some frames never come. */
export const missing: LineFault = {
  open: (stream, random) => ({
    ...inOrder(stream),
    send(payload) {
      if (random() < missingShare) stream.loseFrame();
      else stream.sendFrame(payload);
    },
  }),
};

/** The same audio in pieces of 1 to 4000 bytes. */
export const oddSized: LineFault = {
  open(stream) {
    let waiting = Buffer.alloc(0);
    let count = 0;
    const send = (payload: string) => {
      waiting = Buffer.concat([waiting, Buffer.from(payload, 'base64')]);
      for (let size = nextSize(); waiting.length >= size; size = nextSize()) {
        stream.sendFrame(waiting.subarray(0, size).toString('base64'), size);
        waiting = waiting.subarray(size);
        count += 1;
      }
    };
    const nextSize = () => oddSizes[count % oddSizes.length] ?? 1;
    return { send, sendTag: send };
  },
};

/** Frames come far faster than anybody speaks. */
export const flooding: LineFault = {
  open(stream) {
    const flood = (payload: string) => {
      for (let times = 0; times < floodTimes; times += 1) stream.sendFrame(payload);
    };
    return { send: flood, sendTag: flood };
  },
};

/** Texts come that are too long for any message, one a second. */
export const oversized: LineFault = {
  open(stream) {
    let count = 0;
    return {
      ...inOrder(stream),
      send(payload) {
        stream.sendFrame(payload);
        count += 1;
        if (count % framesPerLongText === 0) stream.sendText('x'.repeat(longTextBytes));
      },
    };
  },
};

/** The way of a party's frames to its stream. */
export function openSoundLine(
  stream: StreamClient,
  fault: LineFault | undefined,
  random: () => number,
): FrameSender {
  return fault?.open?.(stream, random) ?? inOrder(stream);
}

/** How much longer a turn takes on such a line at the most, ms: what is held back, or waits for its piece to be full. */
export const mostHeldMs = Math.max(heldFrames * frameMs, bytesToMs(Math.max(...oddSizes)));
