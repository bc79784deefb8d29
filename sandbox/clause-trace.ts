import type { Observation } from './script.js';
import { isSameText, wordsOf } from './words.js';

/** A clause on its way through the vendors' stand-ins. Times are `performance.now()` of the sandbox, ms. */
export interface ClauseTrace {
  /** Id of the line that it belongs to. */
  readonly line: string;
  readonly source: string;
  /** As the translator gave it, and once it is spoken, as it is spoken. */
  readonly translation: string;
  /** When the recognizer answered with the words, and when the last of them had reached it. */
  readonly recognizedAt: number | undefined;
  readonly lastWordAt: number | undefined;
  readonly translationRequestedAt: number;
  readonly translationAnsweredAt: number;
  readonly synthesisRequestedAt: number | undefined;
  /** The first byte of audio. */
  readonly synthesisStartedAt: number | undefined;
  readonly synthesisEndedAt: number | undefined;
  /** Id of the sound that was synthesized. */
  readonly clip: string | undefined;
}

/** Follows the clauses of some lines through what the stand-ins observe. */
export interface ClauseTracer {
  observe(observation: Observation): void;
  /** In the order in which their translations came. */
  readonly clauses: readonly ClauseTrace[];
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Requested<Type extends Observation['type']> = Extract<Observation, { type: Type }>;

/** A tracer of the lines with these ids. */
export function createClauseTracer(lines: ReadonlySet<string>): ClauseTracer {
  const clauses: Mutable<ClauseTrace>[] = [];
  const recognitions: Requested<'recognition.answered'>[] = [];
  const translations = new Map<string, Requested<'translation.requested'>>();
  const clauseOfSynthesis = new Map<string, Mutable<ClauseTrace>>();

  function takeTranslation({ at, request, translation, line }: Requested<'translation.answered'>) {
    const requested = translations.get(request);
    translations.delete(request);
    if (requested === undefined || line === undefined || !lines.has(line)) return;
    const earlier = forgetJoined(line, requested.text);
    const recognition = recognitions.findLast((answer) => answer.clip === line && answer.at <= requested.at);
    clauses.push({
      line,
      source: requested.text,
      translation,
      recognizedAt: recognition?.at,
      lastWordAt: recognition?.lastWordAt,
      // The first time, if the very same was asked for again.
      translationRequestedAt:
        earlier?.source === requested.text ? earlier.translationRequestedAt : requested.at,
      translationAnsweredAt: at,
      synthesisRequestedAt: undefined,
      synthesisStartedAt: undefined,
      synthesisEndedAt: undefined,
      clip: undefined,
    });
  }

  /** A clause that nobody has heard may be asked for anew, with what was said after it: then that one stands for both. */
  function forgetJoined(line: string, source: string): ClauseTrace | undefined {
    const joined = clauses.findLastIndex(
      (clause) => clause.line === line && beginsWith(source, clause.source),
    );
    return joined === -1 ? undefined : clauses.splice(joined, 1)[0];
  }

  function takeSynthesis(requested: Requested<'synthesis.requested'>) {
    const clause = clauses.find(
      ({ synthesisRequestedAt, translation }) =>
        synthesisRequestedAt === undefined && isSameText(anyDigits(translation), anyDigits(requested.text)),
    );
    if (clause === undefined) return;
    // The service puts wrong digits right.
    clause.translation = requested.text;
    clause.synthesisRequestedAt = requested.at;
    clauseOfSynthesis.set(requested.request, clause);
  }

  return {
    clauses,
    observe(observation) {
      switch (observation.type) {
        case 'recognition.answered':
          if (lines.has(observation.clip)) recognitions.push(observation);
          break;
        case 'translation.requested':
          translations.set(observation.request, observation);
          break;
        case 'translation.answered':
          takeTranslation(observation);
          break;
        case 'synthesis.requested':
          takeSynthesis(observation);
          break;
        case 'synthesis.started': {
          const clause = clauseOfSynthesis.get(observation.request);
          if (clause !== undefined) {
            clause.synthesisStartedAt = observation.at;
            clause.clip = observation.clip;
          }
          break;
        }
        case 'synthesis.ended': {
          const clause = clauseOfSynthesis.get(observation.request);
          if (clause !== undefined) clause.synthesisEndedAt = observation.at;
          break;
        }
        default:
          break;
      }
    },
  };
}

function beginsWith(text: string, beginning: string): boolean {
  const words = wordsOf(text);
  return wordsOf(beginning).every((word, index) => words[index] === word);
}

const anyDigits = (text: string) => text.replace(/\d/g, '0');
