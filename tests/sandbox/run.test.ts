import { describe, expect, test } from 'vitest';
import { longestStandstillMs } from '../../sandbox/run.js';
import type { LineRecording } from '../../sandbox/telephone/line.js';

const recordingOf = (...frameTimes: readonly number[]): LineRecording => ({
  heard: new Int16Array(),
  spoken: new Int16Array(),
  frameTimes,
  arrivalTimes: [],
});

describe('for how long telephones stood still', () => {
  test('not at all while a frame comes every 20 ms, and nobody answered the other one', () => {
    const recordings = { client: recordingOf(1000, 1020, 1040), agent: undefined };
    expect(longestStandstillMs({ recordings })).toBe(0);
  });

  test('as long as the one that waited longest for its next frame; frames made up for do not count', () => {
    const client = recordingOf(1000, 1050, 1050, 1060);
    const agent = recordingOf(1000, 1020, 1290, 1290, 1290);
    expect(longestStandstillMs({ recordings: { client, agent } })).toBe(250);
  });
});
