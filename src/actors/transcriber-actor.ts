import { fromCallback, type EventObject } from 'xstate';
import type { TranscriberInput } from '../../machines/call/call-actors.js';
import { otherParty, type CallEvent } from '../../machines/call/call-events.js';
import { createClauseCommitter } from '../interpreting/clause-committer.js';
import { commitPolicy, type InterpretingMode } from '../interpreting/commit-policy.js';
import { createLanguageIdentifier } from '../interpreting/language-identifier.js';
import { meaningOfWords } from '../interpreting/meaning-of-words.js';
import type { Logger } from 'pino';
import type { Recognizer } from '../providers/recognizer.js';
import { failureOf } from './failure.js';
import { roomOf, type Rooms } from './room.js';

export interface TranscriberActorOptions {
  readonly rooms: Rooms;
  readonly recognizer: Recognizer;
  readonly interpretingMode: InterpretingMode;
  readonly log: Logger;
}

/** Takes a leg's words down for as long as it runs: clauses, ends of utterances, and the language they are in. */
export const transcriberActor = ({ rooms, recognizer, interpretingMode, log }: TranscriberActorOptions) =>
  fromCallback<EventObject, TranscriberInput>(({ input, sendBack }) => {
    const { callSid, party, language, presumedLanguage } = input;
    const tell: (event: CallEvent) => void = sendBack;
    const { legs, languageOf, now } = roomOf(rooms, callSid);
    const leg = legs[party];
    const abort = new AbortController();
    const committer = createClauseCommitter();
    const identifier = language === 'multi' ? createLanguageIdentifier() : undefined;

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
      return commitPolicy(languageOf(party), languageOf(otherParty(party)), interpretingMode);
    }

    async function transcribe() {
      let firstPartial: number | undefined;
      try {
        for await (const event of stream) {
          if (abort.signal.aborted) return;
          if (event.type === 'hypothesis') {
            firstPartial ??= now();
            const identified = identifier?.take(event);
            if (identified !== undefined) tell({ type: 'language.identified', party, language: identified });
            const meaning = meaningOfWords(event.text, event.languages[0] ?? languageOf(party));
            if (meaning !== undefined) tell({ type: 'words.heard', party, meaning });
          }
          for (const commit of committer.take(event, policy())) {
            tell({
              type: 'clause.committed',
              party,
              clause: {
                text: commit.text,
                ...(commit.language !== undefined && { language: commit.language }),
                timings: {
                  speechOnset: timeAt(commit.startMs),
                  speechEnd: timeAt(commit.endMs),
                  committed: now(),
                  ...(firstPartial !== undefined && { firstPartial }),
                },
              },
            });
            firstPartial = undefined;
          }
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

    function fail(error: unknown) {
      if (abort.signal.aborted) return;
      stopListening();
      const failure = failureOf('recognition', recognizer.provider, error);
      log.warn({ call_sid: callSid, party, ...failure, err: error }, 'recognition failed');
      tell({ type: 'recognition.failed', party, failure });
    }
  });
