import { describe, expect, test } from 'vitest';
import { createCheapRecognition } from '../../bench/load/cheap-recognition.js';
import { tagFrame } from '../../bench/load/turn-tag.js';
import { frameBytes, mulawSilence } from '../../src/media/mulaw.js';

const silence = new Uint8Array(frameBytes).fill(mulawSilence);
const speech = new Uint8Array(frameBytes).fill(0x90);

const lineOf = (number: number) => ({
  text: `turn ${number} has five words`,
  language: 'es',
  durationMs: 100,
});

describe('the recognizer under load', () => {
  test('Scenario: a turn is heard word by word, and whole when it is over', () => {
    const recognition = createCheapRecognition(lineOf);
    expect(recognition.hear(silence, 0)).toBe(false);
    expect(recognition.hear(tagFrame(7, 'quiet'), 20)).toBe(false);
    expect(recognition.heard).toBeUndefined();
    expect(recognition.hear(speech, 40)).toBe(true);
    expect(recognition.hear(speech, 60)).toBe(true);
    expect(recognition.heard?.text).toBe('turn 7');
    expect(recognition.hear(silence, 80)).toBe(false);
    expect(recognition.take()).toEqual([
      {
        text: 'turn 7 has five words',
        language: 'es',
        number: 7,
        startMs: 40,
        endMs: 80,
        firstSpeechAt: 40,
        lastSpeechAt: 60,
      },
    ]);
    expect(recognition.take()).toEqual([]);
  });

  test('Scenario: silence that was gathered comes in one piece with the tag and the first speech', () => {
    const recognition = createCheapRecognition(lineOf);
    recognition.hear(Buffer.concat([silence, tagFrame(9, 'quiet'), speech]), 100);
    expect(recognition.heard).toMatchObject({ number: 9, firstSpeechAt: 100 });
  });

  test('Scenario: the tag was lost on the way: something is heard, and nobody knows which turn it is', () => {
    const recognition = createCheapRecognition(lineOf);
    recognition.hear(speech, 0);
    expect(recognition.take()).toMatchObject([{ number: undefined, text: 'I see' }]);
  });

  test('Scenario: the first tag was lost, and the turn says once more which one it is', () => {
    const recognition = createCheapRecognition(lineOf);
    for (const frame of [speech, tagFrame(6, 'again'), speech, silence, tagFrame(6, 'again')])
      recognition.hear(frame, 0);
    expect(recognition.heard).toMatchObject({ number: 6, startMs: 0 });
    // The next one begins at once, and its first tag is lost, too.
    for (const frame of [speech, tagFrame(7, 'again'), speech]) recognition.hear(frame, 0);
    expect(recognition.take().map(({ number }) => number)).toEqual([6, 7]);
  });

  test('Scenario: two turns are heard again at once, cut anyhow, by a recognizer that stands in for another', () => {
    const said = Buffer.concat([
      silence.subarray(0, 33),
      tagFrame(3, 'quiet'),
      speech,
      silence,
      tagFrame(4, 'quiet'),
      speech,
    ]);
    const recognition = createCheapRecognition(lineOf);
    for (let at = 0; at < said.length; at += 97) recognition.hear(said.subarray(at, at + 97), 5);
    expect(recognition.take().map(({ number }) => number)).toEqual([3, 4]);
  });

  test('Scenario: a long silence lies between two turns of one piece, of the second of which the tag was lost', () => {
    const recognition = createCheapRecognition(lineOf);
    const pause = Array.from({ length: 30 }, () => silence);
    recognition.hear(Buffer.concat([tagFrame(5, 'quiet'), speech, ...pause, speech]), 0);
    expect(recognition.take()).toMatchObject([
      { number: 5, startMs: 20, endMs: 40 },
      { number: undefined, startMs: 640 },
    ]);
  });

  test('Scenario: speech that was gathered ends where its last loud frame does, with quiet behind it in the piece', () => {
    const recognition = createCheapRecognition(lineOf);
    expect(recognition.hear(Buffer.concat([tagFrame(5, 'quiet'), speech]), 40)).toBe(true);
    expect(recognition.hear(Buffer.concat([speech, speech, silence]), 100)).toBe(true);
    expect(recognition.take()).toMatchObject([{ number: 5, startMs: 20, endMs: 80, lastSpeechAt: 100 }]);
  });
});
