import { describe, expect, it } from 'vitest';
import { createDeepgramTranscript } from '../../src/providers/deepgram/deepgram-transcript.js';
import type { RecognizerEvent } from '../../src/providers/recognizer.js';
import { results, type FakeWord } from '../support/vendor-deepgram.js';

/** What a stream's messages amount to: guesses as `text?`, final segments as `text.`, ends of utterances as `|ms`. */
function heard(...messages: readonly unknown[]): readonly string[] {
  const transcript = createDeepgramTranscript('deepgram');
  return messages.flatMap((message) => transcript.read(message, 0)).map(brief);
}

function brief(event: RecognizerEvent): string {
  return event.type === 'hypothesis' ? `${event.text}${event.isFinal ? '.' : '?'}` : `|${event.endMs}`;
}

const ola: FakeWord = ['ola', 0.2, 0.6];
const bosDias: FakeWord[] = [
  ['bos', 0.8, 1],
  ['días', 1, 1.4],
];
const segment = (words: readonly FakeWord[]) => ({ words, start: words[0]?.[1] ?? 0, duration: 1 });
const guess = (...words: readonly FakeWord[]) => results(segment(words));
const final = (...words: readonly FakeWord[]) => results({ ...segment(words), isFinal: true });
const last = (...words: readonly FakeWord[]) =>
  results({ ...segment(words), isFinal: true, isSpeechFinal: true });
const utteranceEnd = (lastWordEnd: number) => ({
  type: 'UtteranceEnd',
  channel: [0, 1],
  last_word_end: lastWordEnd,
});

describe('What Deepgram says of a line', () => {
  it('is a guess that is restated until it is final, and a pause', () => {
    expect(heard(guess(ola), guess(ola, ...bosDias), last(ola, ...bosDias))).toEqual([
      'ola?',
      'ola bos días?',
      'ola bos días.',
      '|1400',
    ]);
  });

  it('may be several final segments before the pause', () => {
    expect(heard(final(ola), last(...bosDias))).toEqual(['ola.', 'bos días.', '|1400']);
  });

  it('is nothing while the line is silent', () => {
    expect(heard(guess(), last(), guess(), utteranceEnd(-1), utteranceEnd(0.6))).toEqual([]);
  });

  it('ends with an empty final segment, where that says that the speech is over', () => {
    expect(heard(final(ola), last())).toEqual(['ola.', '|600']);
  });

  it('ends once, though it is said in both ways', () => {
    expect(heard(last(ola), utteranceEnd(0.6), last())).toEqual(['ola.', '|600']);
    expect(heard(final(ola), utteranceEnd(0.6), last(), utteranceEnd(0.6))).toEqual(['ola.', '|600']);
  });

  it('goes on when the end of an earlier utterance is said late', () => {
    expect(heard(last(ola), final(...bosDias), utteranceEnd(0.6), utteranceEnd(1.4))).toEqual([
      'ola.',
      '|600',
      'bos días.',
      '|1400',
    ]);
  });

  it('ends only when its last segment is final', () => {
    expect(heard(guess(ola), utteranceEnd(0.6), final(ola))).toEqual(['ola?', 'ola.', '|600']);
  });

  it('does not end where the speaker went on after all', () => {
    expect(heard(guess(ola), utteranceEnd(0.6), guess(ola, ...bosDias), final(ola, ...bosDias))).toEqual([
      'ola?',
      'ola bos días?',
      'ola bos días.',
    ]);
  });

  it('ends, too, where a guess is taken back', () => {
    expect(heard(guess(ola), last())).toEqual(['ola?', '|600']);
  });

  it('is over when the stream is', () => {
    const transcript = createDeepgramTranscript('deepgram');
    transcript.read(final(ola), 0);
    expect([...transcript.end(250), ...transcript.end(250)]).toEqual([
      { type: 'utterance.ended', endMs: 850 },
    ]);
  });

  it('has times on the clock of whoever wrote the audio, and languages by use where none are named', () => {
    const words: FakeWord[] = [
      ['Ola,', 0.079999998, 0.39999998, 'gl'],
      ['muchas', 0.4, 0.6, 'es'],
      ['gracias.', 0.6, 0.9, 'es'],
    ];
    expect(
      createDeepgramTranscript('deepgram').read(results({ words, start: 0, duration: 1.1 }), 250),
    ).toEqual([
      {
        type: 'hypothesis',
        isFinal: false,
        text: 'Ola, muchas gracias.',
        words: [
          { text: 'Ola,', startMs: 330, endMs: 650, confidence: 0.9, language: 'gl' },
          { text: 'muchas', startMs: 650, endMs: 850, confidence: 0.9, language: 'es' },
          { text: 'gracias.', startMs: 850, endMs: 1150, confidence: 0.9, language: 'es' },
        ],
        confidence: 0.98,
        languages: ['es', 'gl'],
        startMs: 250,
        endMs: 1350,
      },
    ]);
  });

  it('names no language where the vendor names none', () => {
    const [event] = createDeepgramTranscript('deepgram').read(guess(ola), 0);
    expect(event).toMatchObject({
      languages: [],
      words: [{ text: 'ola', startMs: 200, endMs: 600, confidence: 0.9 }],
    });
  });

  it("is the vendor's own failure, where it says so", () => {
    expect(() => heard({ type: 'Error', description: 'd', message: 'm', variant: 'v' })).toThrow(
      'deepgram: reported an error',
    );
  });
});
