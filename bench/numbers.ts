import { createRandom } from '../sandbox/telephone/random.js';
import { compareEntities } from '../src/interpreting/entities/compare-entities.js';
import { guardTranslation, type GuardedTranslation } from '../src/interpreting/translation-guard.js';
import { createAlteringTranslator, type Answer } from './altering-translator.js';
import { barOf, formatValue } from './bars.js';
import { readNumberSentences, type NumberSentence } from './number-sentences.js';
import type { Part } from './part.js';
import { shareOf, shuffled } from './statistics.js';

const allCases = 200;
/** How often each sentence is translated, by a translator that draws anew. */
const timesEach = 10;

/** One translation that went through the guard. */
interface Guarded {
  readonly sentence: NumberSentence;
  readonly answers: readonly Answer[];
  readonly outcome: GuardedTranslation['outcome'];
  readonly spoken: string;
  readonly isAltered: boolean;
}

/** Whether a value that the translator altered is ever spoken. */
export const numbers: Part = {
  name: 'numbers',
  title: 'Numbers: sentences with values in six languages and Spanish, and a translator that alters them',
  async run({ seed, cases = allCases }) {
    const random = createRandom(seed);
    const sentences = shuffled(readNumberSentences(), random).slice(0, cases);
    const guarded: Guarded[] = [];
    for (const sentence of sentences) {
      for (let time = 0; time < timesEach; time += 1) guarded.push(await guardOne(sentence, random));
    }
    const languages = [...new Set(sentences.map(languageOf))].sort();
    const spoken = guarded.filter(({ isAltered }) => isAltered);
    return {
      table: {
        columns,
        rows: [
          ...languages.map((language) =>
            rowOf(
              language,
              guarded.filter(({ sentence }) => languageOf(sentence) === language),
            ),
          ),
          rowOf('all', guarded),
        ],
      },
      bars: [barOf('altered values spoken', spoken.length, 'atMost', 0, 'count')],
      notes: [
        `${sentences.length} sentences, ${timesEach} times each. Faithful refused: asked for again without need.`,
        ...spoken.map(
          ({ sentence, spoken: text }) => `Altered: "${sentence.source}" was spoken as "${text}"`,
        ),
      ],
      figures: guarded.map(({ sentence: { source }, answers, outcome, spoken: text, isAltered }) => ({
        source,
        answers,
        outcome,
        spoken: text,
        isAltered,
      })),
    };
  },
};

async function guardOne(sentence: NumberSentence, random: () => number): Promise<Guarded> {
  const { source, sourceLanguage, targetLanguage } = sentence;
  const translator = createAlteringTranslator(sentence, random);
  const { translation, outcome } = await guardTranslation(
    { text: source, sourceLanguage, targetLanguage, terms: [] },
    (attempt) => translator.translate(attempt),
  );
  return { sentence, answers: translator.answers, outcome, spoken: translation, isAltered: isAltered() };

  /** An altered answer that is spoken as it came is told by its text: the guard's own reading is not asked. */
  function isAltered(): boolean {
    const asAnswered = translator.answers.find(({ text }) => text === translation);
    if (asAnswered !== undefined) return asAnswered.kind === 'altered' || asAnswered.kind === 'digit';
    const spoken = { text: translation, language: targetLanguage };
    return !compareEntities({ text: source, language: sourceLanguage }, spoken).isFaithful;
  }
}

const columns = [
  'language',
  'translations',
  'altered',
  'asked again',
  'repaired',
  'faithful refused',
  'altered spoken',
];

function rowOf(name: string, guarded: readonly Guarded[]): string[] {
  const isAlteredAnswer = ({ answers: [first] }: Guarded) => first?.kind !== 'faithful';
  const count = (isTrue: (one: Guarded) => boolean) => String(guarded.filter(isTrue).length);
  const faithful = guarded.filter((one) => !isAlteredAnswer(one));
  return [
    name,
    String(guarded.length),
    count(isAlteredAnswer),
    count(({ outcome }) => outcome === 'askedAgain'),
    count(({ outcome }) => outcome === 'repaired'),
    formatValue(
      shareOf(faithful, ({ answers }) => answers.length > 1),
      'share',
    ),
    count(({ isAltered }) => isAltered),
  ];
}

/** The language that is not Spanish. */
function languageOf({ sourceLanguage, targetLanguage }: NumberSentence): string {
  return sourceLanguage === 'es' ? targetLanguage : sourceLanguage;
}
