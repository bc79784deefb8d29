import { agreementOf } from '../src/interpreting/language/tag-evidence.js';
import { createLanguageIdentifier } from '../src/interpreting/language/language-identifier.js';
import { wordsOf } from '../src/interpreting/words.js';
import { languageCallers, type LanguageCaller } from './language-callers.js';

/** How callers' languages are found out: `node dist/bench/language.js [threshold]`, 0 to 1. */
const confidenceThreshold = Number(process.argv[2] ?? 0.8);

interface Recognizer {
  /** What it says of the language: nothing, the truth, or the larger neighbor's name. */
  readonly tagsOf: (language: string) => readonly string[];
  readonly write: (text: string) => string;
}

const recognizers: Readonly<Record<string, Recognizer>> = {
  'words only': { tagsOf: () => [], write: (text) => text },
  'plain words: no punctuation, capitals, diacritics': {
    tagsOf: () => [],
    write: (text) => wordsOf(text).join(' '),
  },
  'with tags': { tagsOf: (language) => [language], write: (text) => text },
  'with mistaken tags': { tagsOf: (language) => [neighborOf(language)], write: (text) => text },
};

interface Outcome {
  readonly language: string;
  /** Whether the language that was believed after the last clause is right. */
  readonly isRight: boolean;
  /** How many clauses were said before it was locked; undefined where it was not. */
  readonly clausesToLock: number | undefined;
  readonly isFalseLock: boolean;
}

console.log(`${languageCallers.length} callers, threshold ${confidenceThreshold}`);
for (const [name, recognizer] of Object.entries(recognizers)) {
  const outcomes = languageCallers.map((caller) => identify(caller, recognizer));
  console.log(`\n${name}: ${summaryOf(outcomes)}`);
  for (const language of new Set(outcomes.map((outcome) => outcome.language)))
    console.log(`  ${language}: ${summaryOf(outcomes.filter((outcome) => outcome.language === language))}`);
}
benchCost();

function identify({ language, number, clauses }: LanguageCaller, { tagsOf, write }: Recognizer): Outcome {
  const languages = tagsOf(language);
  const identifier = createLanguageIdentifier({ number, confidenceThreshold });
  let clausesToLock: number | undefined;
  let isFalseLock = false;
  for (const [index, text] of clauses.entries()) {
    const state = identifier.take({
      text: write(text),
      words: [],
      languages,
      confidence: 0.9,
      isFinal: true,
    });
    if (state.isLocked) clausesToLock ??= index + 1;
    if (state.isLocked && state.language !== language) isFalseLock = true;
  }
  return { language, isRight: identifier.state.language === language, clausesToLock, isFalseLock };
}

function summaryOf(outcomes: readonly Outcome[]): string {
  const right = outcomes.filter(({ isRight }) => isRight).length;
  const locks = outcomes.flatMap(({ clausesToLock }) => clausesToLock ?? []).sort((a, b) => a - b);
  const mean = locks.reduce((sum, clauses) => sum + clauses, 0) / locks.length;
  return [
    `right ${right} of ${outcomes.length}`,
    `locked ${locks.length}, by mistake ${outcomes.filter(({ isFalseLock }) => isFalseLock).length}`,
    `clauses to lock: mean ${mean.toFixed(2)}, p95 ${locks[Math.ceil(locks.length * 0.95) - 1] ?? '-'}`,
  ].join('; ');
}

/** The language that recognizers most often tell instead. */
function neighborOf(language: string): string {
  const others = languageCallers.map((caller) => caller.language).filter((other) => other !== language);
  const mistakenFor = (other: string) => agreementOf(new Map([[other, 1]]), language);
  const neighbor = others.reduce((best, other) => (mistakenFor(other) > mistakenFor(best) ? other : best));
  return mistakenFor(neighbor) > 0 ? neighbor : language;
}

function benchCost() {
  const rounds = 20;
  const clauses = languageCallers.flatMap((caller) => caller.clauses);
  const began = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    const identifier = createLanguageIdentifier({ confidenceThreshold: 2 });
    for (const text of clauses)
      identifier.take({ text, words: [], languages: [], confidence: 0.9, isFinal: true });
  }
  const each = (performance.now() - began) / (rounds * clauses.length);
  console.log(`\ncost: ${(each * 1000).toFixed(0)} us a clause`);
}
