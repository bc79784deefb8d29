import { describe, expect, test } from 'vitest';
import { guardAgainstEcho } from '../../src/media/echo-guarded-line.js';
import { frameBytes, frameMs, mulawSilence } from '../../src/media/mulaw.js';
import { tone } from '../../src/media/tones.js';
import { fakeLine } from '../support/fake-line.js';

const silence = new Uint8Array(frameBytes).fill(mulawSilence);
const isSilent = (mulaw: Uint8Array) => mulaw.every((byte) => byte === mulawSilence);

/** Sounds that change as speech does: ten a second. */
const spoken = (levelDb: number) =>
  Buffer.concat(
    [440, 900, 620, 1500, 760, 2100, 500, 1200].map((frequencyHz) =>
      tone({ frequencyHz, durationMs: 100, levelDb }),
    ),
  );
const framesOf = (mulaw: Uint8Array) =>
  Array.from({ length: mulaw.length / frameBytes }, (_, index) =>
    mulaw.subarray(index * frameBytes, (index + 1) * frameBytes),
  );

/** A line whose frames come when they are due, but for a delay of the network. */
function guarded() {
  let nowMs = 0;
  let timestampMs = 0;
  const { line, take } = fakeLine();
  const guard = guardAgainstEcho(line, () => nowMs);
  return {
    line: guard.line,
    take,
    markReturned: (name: string) => guard.markReturned(name),
    hear: (frame: Uint8Array, lateMs = 0) => {
      nowMs = Math.max(nowMs, timestampMs + frameMs + lateMs);
      const heard = guard.hear(frame, timestampMs);
      timestampMs += frameMs;
      return heard;
    },
  };
}

describe('a line that is guarded against its own echo', () => {
  test('Scenario: what is played comes back 200 ms later and 20 dB down, and is not heard', () => {
    const { line, hear, take } = guarded();
    for (let frame = 0; frame < 50; frame += 1) hear(silence);
    line.sendMedia(spoken(-12));
    expect(take()).toEqual(['6400', 'mark echo 1']);
    for (let frame = 0; frame < 10; frame += 1) hear(silence);
    const heard = framesOf(spoken(-32)).map((frame) => hear(frame));
    expect(heard.filter((frame) => !isSilent(frame))).toEqual([]);
  });

  test('Scenario: the network brings frames late before something is played; the echo is still where it is', () => {
    const { line, hear } = guarded();
    for (let frame = 0; frame < 50; frame += 1) hear(silence);
    for (let frame = 0; frame < 10; frame += 1) hear(silence, 200);
    line.sendMedia(spoken(-12));
    for (let frame = 0; frame < 20; frame += 1) hear(silence);
    const heard = framesOf(spoken(-32)).map((frame) => hear(frame));
    expect(heard.filter((frame) => !isSilent(frame))).toEqual([]);
  });

  test('what was cleared leaves no echo behind: what comes in then is the party', () => {
    const { line, hear } = guarded();
    for (let frame = 0; frame < 50; frame += 1) hear(silence);
    line.sendMedia(spoken(-12));
    line.clear();
    for (let frame = 0; frame < 50; frame += 1) hear(silence);
    const said = framesOf(spoken(-20));
    expect(said.map((frame) => hear(frame))).toEqual(said);
  });

  test('what goes out frame by frame without a mark gets one of its own every 300 ms; marks of others count', () => {
    const { line, take } = guarded();
    const frames = framesOf(spoken(-12));
    for (const [index, frame] of frames.entries()) {
      line.sendMedia(frame);
      if (index === 9) line.sendMark('r1');
    }
    const marks = take().flatMap((said, index) => (said.startsWith('mark') ? [`${index} ${said}`] : []));
    expect(marks).toEqual(['10 mark r1', '26 mark echo 1', '42 mark echo 2']);
  });

  test('Scenario: a rendition is held up on its way; its first mark says so before its echo comes', () => {
    const { line, hear, markReturned } = guarded();
    /** A rendition of 800 ms that sounds after so many frames, and comes back 200 ms later and 20 dB down. */
    const play = (name: string, heldUpFrames: number) => {
      const outgoing = spoken(-12);
      line.sendMedia(outgoing.subarray(0, frameBytes));
      line.sendMark(`${name}:first`);
      line.sendMedia(outgoing.subarray(frameBytes));
      line.sendMark(`${name}:last`);
      for (let frame = 0; frame <= heldUpFrames; frame += 1) hear(silence);
      markReturned(`${name}:first`);
      for (let frame = 0; frame < 9; frame += 1) hear(silence);
      const echo = framesOf(spoken(-32)).map((frame, index) => {
        if (index === 30) markReturned(`${name}:last`);
        return hear(frame);
      });
      for (let frame = 0; frame < 25; frame += 1) hear(silence);
      return echo.filter((frame) => !isSilent(frame)).length;
    };
    for (let frame = 0; frame < 50; frame += 1) hear(silence);
    const usual = Array.from({ length: 8 }, (_, index) => play(`usual-${index}`, 0));
    expect([...usual, play('late', 15), play('as-usual', 0)]).toEqual(Array(10).fill(0));
  });
});
