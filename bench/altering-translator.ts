import type { NumberSentence } from './number-sentences.js';
import { pickFrom } from './statistics.js';

/** What the translator answers to an attempt. */
export interface Answer {
  readonly kind: 'faithful' | 'altered' | 'digit' | 'failure';
  readonly text: string;
}

/** A translator that alters values at random. */
export interface AlteringTranslator {
  /** @throws Error for an attempt that fails, which only second ones do. */
  translate(attempt: 1 | 2): Promise<string>;
  /** What it has answered so far. */
  readonly answers: readonly Answer[];
}

const firstKinds = ['faithful', 'altered', 'altered', 'digit'] as const;
const secondKinds = ['faithful', 'altered', 'digit', 'failure'] as const;

/** A translator of one sentence: its answers are the faithful one, written alterations, or one digit changed. */
export function createAlteringTranslator(sentence: NumberSentence, random: () => number): AlteringTranslator {
  const answers: Answer[] = [];

  function answer(kind: Answer['kind']): Answer {
    switch (kind) {
      case 'altered':
        return { kind, text: pickFrom(sentence.altered, random) };
      case 'digit': {
        const text = withOtherDigit(sentence.faithful, random);
        return text === sentence.faithful ? answer('altered') : { kind, text };
      }
      case 'faithful':
      case 'failure':
        return { kind, text: sentence.faithful };
    }
  }

  return {
    answers,
    translate(attempt) {
      const given = answer(pickFrom(attempt === 1 ? firstKinds : secondKinds, random));
      answers.push(given);
      return given.kind === 'failure'
        ? Promise.reject(new Error('The translator failed.'))
        : Promise.resolve(given.text);
    },
  };
}

/** The text with one of its digits changed to another; the text itself where it has none. */
function withOtherDigit(text: string, random: () => number): string {
  const places = [...text.matchAll(/\d/g)].map(({ index }) => index);
  if (places.length === 0) return text;
  const place = pickFrom(places, random);
  const other = (Number(text[place]) + 1 + Math.floor(random() * 9)) % 10;
  return text.slice(0, place) + String(other) + text.slice(place + 1);
}
