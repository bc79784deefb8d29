import { fromCallback, type EventObject } from 'xstate';
import type { TranscriberInput } from '../../machines/call/call-actors.js';
import { directionFrom, otherParty, type CallEvent } from '../../machines/call/call-events.js';
import { createClauseCommitter, type Commit } from '../interpreting/clause-committer.js';
import { createClauseScreen } from '../interpreting/clause-screen.js';
import { commitPolicy, type InterpretingMode } from '../interpreting/commit-policy.js';
import { createLanguageIdentifier } from '../interpreting/language-identifier.js';
import { meaningOfWords } from '../interpreting/meaning-of-words.js';
import type { Metrics } from '../observability/metrics.js';
import type { Logger } from 'pino';
import type { Recognizer, RecognizerEvent } from '../providers/recognizer.js';
import { failureOf } from './failure.js';
import { roomOf, type Rooms } from './room.js';

export interface TranscriberActorOptions {
  readonly rooms: Rooms;
  readonly recognizer: Recognizer;
  readonly interpretingMode: InterpretingMode;
  /** What the recognizer is less sure of counts as not understood, 0 to 1. */
  readonly confidenceThreshold: number;
  readonly metrics: Metrics;
  readonly log: Logger;
}

type Hypothesis = Extract<RecognizerEvent, { type: 'hypothesis' }>;

/** A recognizer's times of words are off by so much, ms. */
const wordTimeTolerance = 150;

/** Takes a leg's words down for as long as it runs: clauses, ends of utterances, and the language they are in. */
export const transcriberActor = (options: TranscriberActorOptions) =>
  fromCallback<EventObject, TranscriberInput>(({ input, sendBack }) => {
    const { callSid, party, language, presumedLanguage } = input;
    const { recognizer, metrics, log } = options;
    const tell: (event: CallEvent) => void = sendBack;
    const { legs, languageOf, now, playedText, lag } = roomOf(options.rooms, callSid);
    const leg = legs[party];
    const listener = otherParty(party);
    const abort = new AbortController();
    const committer = createClauseCommitter();
    const screen = createClauseScreen(options.confidenceThreshold);
    const identifier = language === 'multi' ? createLanguageIdentifier() : undefined;
    let firstPartial: number | undefined;

    /** Position in the leg's audio of the stream's first byte. */
    const origin = leg.clock.positionMs;
    const timeAt = (streamMs: number) => leg.clock.timeAt(origin + streamMs);
    const stream = recognizer.open({
      language,
      hints: [presumedLanguage],
      keyterms: [],
      signal: abort.signal,
    });
    const stopListening = leg.listen((mulaw) => stream.write(mulaw));
    void transcribe();
    return () => {
      stopListening();
      abort.abort();
    };

    function policy() {
      return commitPolicy(languageOf(party), languageOf(listener), options.interpretingMode);
    }

    async function transcribe() {
      try {
        for await (const event of stream) {
          if (abort.signal.aborted) return;
          if (event.type === 'hypothesis') hear(event);
          for (const commit of committer.take(event, policy())) take(commit);
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
      const identified = identifier?.take(hypothesis);
      if (identified !== undefined) tell({ type: 'language.identified', party, language: identified });
      const meaning = meaningOfWords(text, spokenLanguage);
      if (meaning !== undefined) tell({ type: 'words.heard', party, meaning });
    }

    function take(commit: Commit) {
      const { text, confidence, startMs, endMs } = commit;
      const spokenLanguage = commit.language ?? languageOf(party);
      const [from, to] = [origin + startMs - wordTimeTolerance, origin + endMs + wordTimeTolerance];
      const screening = screen.take({
        text,
        confidence,
        startMs,
        endMs,
        voicedMs: leg.voicedMs(from, to),
        isEcho: isEcho(text, spokenLanguage, startMs),
      });
      const { outcome } = screening;
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
          ...(commit.language !== undefined && { language: commit.language }),
          joinsPrevious: commit.endsUtterance || lag[directionFrom(party)].state().shouldMerge,
          timings: {
            speechOnset: timeAt(startMs),
            speechEnd: timeAt(endMs),
            committed: now(),
            ...(firstPartial !== undefined && { firstPartial }),
          },
        },
      });
      firstPartial = undefined;
    }

    function isEcho(text: string, spokenLanguage: string, startMs: number): boolean {
      return playedText[party].isEcho(text, spokenLanguage, timeAt(startMs));
    }

    function fail(error: unknown) {
      if (abort.signal.aborted) return;
      stopListening();
      const failure = failureOf('recognition', recognizer.provider, error);
      log.warn({ call_sid: callSid, party, ...failure, err: error }, 'recognition failed');
      tell({ type: 'recognition.failed', party, failure });
    }
  });
