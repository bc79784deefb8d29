import { fromCallback, type EventObject } from 'xstate';
import type { TranscriberInput } from '../../machines/call/call-actors.js';
import { keptPreceding } from '../../machines/call/call-context.js';
import { directionFrom, otherParty, type CallEvent } from '../../machines/call/call-events.js';
import { createClauseCommitter, type Commit } from '../interpreting/clause-committer.js';
import { createClauseScreen } from '../interpreting/clause-screen.js';
import { commitPolicy, type InterpretingMode } from '../interpreting/commit-policy.js';
import type { Glossary } from '../interpreting/glossary.js';
import { leastWords } from '../interpreting/language/clause-evidence.js';
import {
  createLanguageIdentifier,
  type LanguageState,
} from '../interpreting/language/language-identifier.js';
import { meaningOfWords } from '../interpreting/meaning-of-words.js';
import { wordsOf } from '../interpreting/words.js';
import { gatherAudio } from '../media/gathered-audio.js';
import type { Metrics } from '../observability/metrics.js';
import type { Logger } from 'pino';
import type { Recognizer, RecognizerEvent } from '../providers/recognizer.js';
import type { Translator } from '../providers/translator.js';
import { translateClause, type ClauseWording } from './clause-translation.js';
import { failureOf } from './failure.js';
import { roomOf, wordingKey, type Rooms } from './room.js';

export interface TranscriberActorOptions {
  readonly rooms: Rooms;
  readonly recognizer: Recognizer;
  /** Asked for the clause that is expected, before it is there. */
  readonly translator: Translator;
  /** Whether a language, a BCP-47 tag, can be interpreted. */
  readonly isCovered: (language: string) => boolean;
  /** How sure one must be of a party's language, 0 to 1. */
  readonly languageThreshold: number;
  /** BCP-47 tags that clients are likely to speak, most likely first. */
  readonly languageHints: readonly string[];
  readonly interpretingMode: InterpretingMode;
  /** What the recognizer is less sure of counts as not understood, 0 to 1. */
  readonly confidenceThreshold: number;
  /** Its terms in the speaker's language are to be expected. */
  readonly glossary: Glossary;
  readonly metrics: Metrics;
  readonly log: Logger;
}

type Hypothesis = Extract<RecognizerEvent, { type: 'hypothesis' }>;

/** A recognizer's times of words are off by so much, ms. */
const wordTimeTolerance = 150;

/** Who began to speak less than this before a recognizer failed is not known to speak yet, and not asked again, ms. */
const onsetMs = 600;

/** Takes a leg's words down for as long as it runs: clauses, ends of utterances, and the language they are in. */
export const transcriberActor = (options: TranscriberActorOptions) =>
  fromCallback<EventObject, TranscriberInput>(({ input, sendBack }) => {
    const { callSid, party, language, presumedLanguage, identifiedLanguage } = input;
    const { recognizer, translator, glossary, metrics, log } = options;
    const tell: (event: CallEvent) => void = sendBack;
    const { legs, numbers, providers, languageOf, now, playedText, lag, foreseen, takenDownMs } = roomOf(
      options.rooms,
      callSid,
    );
    const leg = legs[party];
    const listener = otherParty(party);
    const abort = new AbortController();
    const committer = createClauseCommitter();
    const screen = createClauseScreen(options.confidenceThreshold);
    const identifier = language === 'multi' ? identifyLanguage() : undefined;
    let firstPartial: number | undefined;
    /** Where in the leg's audio the last clause is over. */
    let clauseEndMs = 0;
    /** Where the next transcriber is to begin, if this one has failed. */
    let resumeMs: number | undefined;
    /** What was told of late, oldest first. */
    let preceding: readonly string[] = [];
    /** What the party was found to speak, if nobody can interpret it. */
    let unsupportedLanguage: string | undefined;

    const timeAt = (streamMs: number) => leg.clock.timeAt(origin + streamMs);
    providers.recognizes(party, recognizer.provider);
    const stream = recognizer.open({
      language,
      hints: [...new Set([presumedLanguage, ...options.languageHints])],
      keyterms: glossary.keytermsOf(identifier === undefined ? language : presumedLanguage),
      signal: abort.signal,
      onProvider: (name) => providers.recognizes(party, name),
    });
    const listening = leg.listen(
      gatherAudio((mulaw) => stream.write(mulaw)),
      takenDownMs[party],
    );
    /** Position in the leg's audio of the stream's first byte. */
    const origin = listening.fromMs;
    void transcribe();
    return () => {
      listening.stop();
      takenDownMs[party] = resumeMs ?? leg.clock.positionMs;
      foreseen[party].forget();
      abort.abort();
    };

    function circumstances() {
      const language = languageOf(party);
      return { language, policy: commitPolicy(language, languageOf(listener), options.interpretingMode) };
    }

    async function transcribe() {
      try {
        for await (const event of stream) {
          if (abort.signal.aborted) return;
          if (event.type === 'hypothesis') hear(event);
          const at = circumstances();
          for (const commit of committer.take(event, at)) take(commit);
          if (at.policy.translatesAhead) foresee(committer.expected);
          if (event.type === 'utterance.ended') {
            tell({ type: 'utterance.ended', party, speechEnd: timeAt(event.endMs) });
          }
        }
      } catch (error) {
        fail(error);
        return;
      }
      if (!abort.signal.aborted) fail(new Error('The recognizer ended its stream'));
    }

    /** What is being said, as far as it is recognized. */
    function hear(hypothesis: Hypothesis) {
      firstPartial ??= now();
      const { text, startMs, words, languages } = hypothesis;
      const spokenLanguage = languages[0] ?? languageOf(party);
      if (isEcho(text, spokenLanguage, words[0]?.startMs ?? startMs)) return;
      if (identifier !== undefined) {
        const before = identifier.state;
        const after = identifier.take(hypothesis);
        const isNew = !before.isLocked || after.language !== before.language;
        if (after.isLocked && isNew) tellLanguage(after);
      }
      const meaning = meaningOfWords(text, spokenLanguage);
      if (meaning !== undefined) tell({ type: 'words.heard', party, meaning });
    }

    function identifyLanguage() {
      const number = numbers[party];
      return createLanguageIdentifier({
        confidenceThreshold: options.languageThreshold,
        hints: options.languageHints,
        ...(number !== undefined && { number }),
        ...(identifiedLanguage !== undefined && { locked: identifiedLanguage }),
      });
    }

    function tellLanguage({ language: identified, confidence }: LanguageState) {
      metrics.languageConfidence.observe({ language: identified }, confidence);
      const isSupported = options.isCovered(identified);
      unsupportedLanguage = isSupported ? undefined : identified;
      tell({
        type: isSupported ? 'language.identified' : 'language.unsupported',
        party,
        language: identified,
      });
    }

    function take(commit: Commit) {
      const { text, confidence, startMs, endMs } = commit;
      if (isUnsupported(commit)) {
        metrics.screenedClauses.inc({ outcome: 'unsupportedLanguage' });
        return;
      }
      const language = languageOfClause(commit);
      const spokenLanguage = language ?? languageOf(party);
      const [from, to] = [origin + startMs - wordTimeTolerance, origin + endMs + wordTimeTolerance];
      clauseEndMs = to;
      const screening = screen.take({
        text,
        confidence,
        startMs,
        endMs,
        voicedMs: leg.voicedMs(from, to),
        isEcho: isEcho(text, spokenLanguage, startMs),
      });
      const { outcome } = screening;
      metrics.recognitionConfidence.observe({ language: spokenLanguage }, confidence);
      metrics.screenedClauses.inc({ outcome: outcome === 'refused' ? screening.reason : outcome });
      if (outcome !== 'interpreted') {
        log.info({ call_sid: callSid, party, ...screening, confidence }, 'clause not interpreted');
        if (outcome === 'misunderstood') tell({ type: 'words.misunderstood', party });
        return;
      }
      if (legs[listener].playOut.isOriginalHeard) {
        playedText[listener].played(text, spokenLanguage, timeAt(startMs));
      }
      tell({
        type: 'clause.committed',
        party,
        clause: {
          text,
          ...(language !== undefined && { language }),
          // In a pause no more may come, whatever the recognizer has said of it so far.
          joinsPrevious:
            commit.endsUtterance || leg.isTalking === false || lag[directionFrom(party)].state().shouldMerge,
          timings: {
            speechOnset: timeAt(startMs),
            speechEnd: timeAt(endMs),
            committed: now(),
            ...(firstPartial !== undefined && { firstPartial }),
          },
        },
      });
      firstPartial = undefined;
      preceding = [...preceding, text].slice(-keptPreceding);
    }

    /** Has the clause translated that is likely to come, so that it need not wait for that when it does. */
    function foresee(expected: Commit | undefined) {
      const targetLanguage = languageOf(listener);
      const sourceLanguage =
        expected === undefined ? targetLanguage : (languageOfClause(expected) ?? languageOf(party));
      const isWanted =
        expected !== undefined && sourceLanguage !== targetLanguage && !isUnsupported(expected);
      if (!isWanted || isEcho(expected.text, sourceLanguage, expected.startMs)) {
        foreseen[party].forget();
        return;
      }
      const wording: ClauseWording = {
        text: expected.text,
        sourceLanguage,
        targetLanguage,
        context: preceding,
      };
      foreseen[party].expect(wordingKey(wording), (signal) =>
        translateClause(wording, { translator, glossary, now, signal }),
      );
    }

    /**
     * A clause is translated from the language that it is in, also before the party's changes for good; a word or two, and
     * what nobody covers, were heard wrong.
     */
    function languageOfClause({ text, language: tagged }: Commit): string | undefined {
      if (tagged === undefined || !options.isCovered(tagged)) return undefined;
      const isEvidence = wordsOf(text).length >= leastWords || identifier?.state.isLocked !== true;
      return isEvidence ? tagged : undefined;
    }

    function isUnsupported({ language: tagged }: Commit): boolean {
      return tagged !== undefined && tagged === unsupportedLanguage;
    }

    function isEcho(text: string, spokenLanguage: string, startMs: number): boolean {
      return playedText[party].isEcho(text, spokenLanguage, timeAt(startMs));
    }

    function fail(error: unknown) {
      if (abort.signal.aborted) return;
      const nowMs = leg.clock.positionMs;
      resumeMs = Math.min(nowMs, Math.max(nowMs - onsetMs, clauseEndMs));
      listening.stop();
      const failure = failureOf('recognition', recognizer.provider, error);
      log.warn({ call_sid: callSid, party, ...failure, err: error }, 'recognition failed');
      tell({ type: 'recognition.failed', party, failure });
    }
  });
