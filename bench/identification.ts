import { join } from 'node:path';
import { percentile } from '../sandbox/figures.js';
import { openStage } from '../sandbox/stage.js';
import { agreementOf } from '../src/interpreting/language/tag-evidence.js';
import { createLanguageIdentifier } from '../src/interpreting/language/language-identifier.js';
import { wordsOf } from '../src/interpreting/words.js';
import { barOf, formatValue, type Bar } from './bars.js';
import { delays } from './delays.js';
import { timeToLock, type LockFigures } from './identification-call.js';
import { languageCallers, type LanguageCaller } from './language-callers.js';
import type { Part } from './part.js';
import { mapConcurrently } from './pool.js';
import { describeLag, watchSandbox } from './sandbox-lag.js';

/** The service's own, unless it is set (`LANGUAGE_CONFIDENCE_THRESHOLD`). */
const confidenceThreshold = 0.8;
/** Who also telephones: the languages that the stand-in of Deepgram and the sandbox's voices know, but the agent's. */
const telephoned = ['en', 'fr', 'de', 'it', 'pt', 'ar', 'gl', 'ca', 'ro', 'nl'];
/** Callers who telephone at the same time: what two cores can hear without losing step. */
const concurrentCalls = 2;

/** What a recognizer makes of a language. */
interface Recognizer {
  /** What it says of the language: nothing, the truth, or the larger neighbor's name. */
  readonly tagsOf: (language: string) => readonly string[];
  readonly write: (text: string) => string;
}

const recognizers = {
  words: { tagsOf: () => [], write: (text) => text },
  'plain words': { tagsOf: () => [], write: (text) => wordsOf(text).join(' ') },
  tags: { tagsOf: (language) => [language], write: (text) => text },
  'mistaken tags': { tagsOf: (language) => [neighborOf(language)], write: (text) => text },
} as const satisfies Readonly<Record<string, Recognizer>>;
const kinds = Object.keys(recognizers) as (keyof typeof recognizers)[];

interface Outcome {
  readonly kind: string;
  readonly language: string;
  /** Whether the language that was believed after the last clause is right. */
  readonly isRight: boolean;
  /** How many clauses were said before it was locked; undefined where it was not. */
  readonly clausesToLock: number | undefined;
  /** Whether another language was locked at any time. */
  readonly isMistaken: boolean;
}

/** How soon, and how surely, it is known what a caller speaks. */
export const identification: Part = {
  name: 'identification',
  title: "Identification: callers' languages are found out from what they say",
  async run({ cases = Number.POSITIVE_INFINITY, logs, tell }) {
    const outcomes = kinds.flatMap((kind) => languageCallers.map((caller) => identify(caller, kind)));
    const stage = await openStage({ settings: {}, delays, logFile: join(logs, 'identification.log') });
    try {
      const callers = telephoned.flatMap(
        (language) => languageCallers.find((caller) => caller.language === language) ?? [],
      );
      let played = 0;
      const stopWatch = watchSandbox();
      const locks = await mapConcurrently(callers.slice(0, cases), concurrentCalls, async (caller) => {
        const figures = await timeToLock(stage, caller);
        tell(`${++played} of ${callers.length} calls`);
        return figures;
      });
      const lag = stopWatch();
      return {
        table: tableOf(outcomes, locks),
        bars: barsOf(outcomes, locks),
        notes: [
          'Right: of each kind of recognizer, callers whose language is believed after all of their clauses (two to three).',
          'Clauses: said until the language was locked, the mean over all kinds of recognizers.',
          'Locked: from the first word in the mouth until the service shows the language, in a call from a Spanish number.',
          describeLag(lag),
        ],
        figures: { outcomes, locks, lag },
      };
    } finally {
      await stage.close();
    }
  },
};

function identify({ language, number, clauses }: LanguageCaller, kind: (typeof kinds)[number]): Outcome {
  const { tagsOf, write } = recognizers[kind];
  const languages = tagsOf(language);
  const identifier = createLanguageIdentifier({ number, confidenceThreshold });
  let clausesToLock: number | undefined;
  let isMistaken = false;
  for (const [index, text] of clauses.entries()) {
    const state = identifier.take({
      text: write(text),
      words: [],
      languages,
      confidence: 0.9,
      isFinal: true,
    });
    if (state.isLocked) clausesToLock ??= index + 1;
    if (state.isLocked && state.language !== language) isMistaken = true;
  }
  return { kind, language, isRight: identifier.state.language === language, clausesToLock, isMistaken };
}

/** The language that recognizers most often tell instead. */
function neighborOf(language: string): string {
  const others = languageCallers.map((caller) => caller.language).filter((other) => other !== language);
  const mistakenFor = (other: string) => agreementOf(new Map([[other, 1]]), language);
  const neighbor = others.reduce((best, other) => (mistakenFor(other) > mistakenFor(best) ? other : best));
  return mistakenFor(neighbor) > 0 ? neighbor : language;
}

function tableOf(outcomes: readonly Outcome[], locks: readonly LockFigures[]) {
  const row = (name: string, of: readonly Outcome[], locked: readonly LockFigures[]) => [
    name,
    String(of.length / kinds.length),
    ...kinds.map((kind) => formatValue(rightOf(of.filter((one) => one.kind === kind)), 'share')),
    String(of.filter(({ isMistaken }) => isMistaken).length),
    meanClauses(of)?.toFixed(2) ?? '-',
    formatValue(percentile(lockTimes(locked), 0.5), 'ms'),
  ];
  return {
    columns: ['language', 'callers', ...kinds, 'mistaken', 'clauses', 'locked p50'],
    rows: [
      ...[...new Set(outcomes.map(({ language }) => language))].map((language) =>
        row(
          language,
          outcomes.filter((one) => one.language === language),
          locks.filter((one) => one.language === language),
        ),
      ),
      row('all', outcomes, locks),
    ],
  };
}

function barsOf(outcomes: readonly Outcome[], locks: readonly LockFigures[]): Bar[] {
  const mistaken = outcomes.filter(({ isMistaken }) => isMistaken).length;
  return [
    barOf('languages that are right', rightOf(outcomes), 'atLeast', 0.98, 'share'),
    barOf('languages locked by mistake', mistaken, 'atMost', 0, 'count'),
    barOf(
      'calls whose language was never shown',
      locks.length - lockTimes(locks).length,
      'atMost',
      0,
      'count',
    ),
  ];
}

const lockTimes = (locks: readonly LockFigures[]) =>
  locks.map(({ lockedMs }) => lockedMs).filter((milliseconds) => milliseconds !== undefined);

function rightOf(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ isRight }) => isRight).length / outcomes.length;
}

function meanClauses(outcomes: readonly Outcome[]): number | undefined {
  const clauses = outcomes.flatMap(({ clausesToLock }) => clausesToLock ?? []);
  return clauses.length === 0 ? undefined : clauses.reduce((sum, one) => sum + one, 0) / clauses.length;
}
