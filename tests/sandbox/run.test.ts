import { describe, expect, test } from 'vitest';
import { disturbanceOf, longestStandstillMs } from '../../sandbox/run.js';
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

describe('what kept a run from showing what the service is worth', () => {
  const steady = recordingOf(1000, 1020, 1040, 1115);
  const runOf = (client: LineRecording, serviceStandstills: number) =>
    disturbanceOf({ recordings: { client, agent: undefined }, serviceStandstills });

  test('nothing, while what rides ahead in the buffers bridges it', () => {
    expect(runOf(steady, 0)).toBeUndefined();
  });

  test('telephones that stood still for longer than that', () => {
    expect(runOf(recordingOf(1000, 1020, 1110), 0)).toBe('the telephones stood still for 70 ms');
  });

  test('the service, which has other calls too', () => {
    expect(runOf(steady, 2)).toBe('the service stood still 2 times');
  });
});
