import { fromCallback, type EventObject } from 'xstate';
import { listenerOf, speakerOf } from '../../machines/call/call-events.js';
import type { SynthesizerInput } from '../../machines/clause/clause-actors.js';
import type { ClauseEvent } from '../../machines/clause/clause-events.js';
import { speedOf } from '../interpreting/lag-control.js';
import { withoutOuterSilence } from '../media/outer-silence.js';
import type { Place } from '../media/play-out.js';
import type { Synthesizer } from '../providers/synthesizer.js';
import type { Logger } from 'pino';
import { failureOf } from './failure.js';
import { roomOf, type Rooms } from './room.js';

export interface SynthesizerActorOptions {
  readonly rooms: Rooms;
  readonly synthesizer: Synthesizer;
  readonly log: Logger;
}

/** Speaks one clause into its place in the listener's play-out; stopping it stops the supply. */
export const synthesizerActor = ({ rooms, synthesizer, log }: SynthesizerActorOptions) =>
  fromCallback<EventObject, SynthesizerInput>(({ input, sendBack }) => {
    const tell: (event: ClauseEvent) => void = sendBack;
    const { text, language } = input;
    const { now, legs, places, providers, lag, voiceGenderOf } = roomOf(rooms, input.callSid);
    const speaker = speakerOf(input.direction);
    const held = places.get(input.clauseId);
    if (held === undefined) throw new Error(`${input.clauseId} of call ${input.callSid} holds no place`);
    held.rendition = { text, language };
    const abort = new AbortController();
    void speak(held.place);
    return () => abort.abort();

    async function speak(place: Place) {
      const synthesisRequested = now();
      const gender = voiceGenderOf(speaker);
      let hasAudio = false;
      let provider = synthesizer.provider;
      try {
        const speech = synthesizer.synthesize({
          text,
          language,
          ...(gender !== undefined && { gender }),
          speed: speedOf(lag[input.direction].state(), legs[speaker].isTalking === true),
          signal: abort.signal,
          onProvider: (name) => (provider = name),
        });
        for await (const mulaw of withoutOuterSilence(speech)) {
          if (abort.signal.aborted) return;
          if (!hasAudio) {
            hasAudio = true;
            providers.synthesizes(input.clauseId, provider);
            tell({ type: 'synthesis.started', timings: { synthesisRequested, synthesisFirstByte: now() } });
          }
          place.write(mulaw);
        }
        place.end();
      } catch (error) {
        if (abort.signal.aborted) return;
        const failure = failureOf('synthesis', synthesizer.provider, error);
        log.warn(
          { call_sid: input.callSid, listener: listenerOf(input.direction), ...failure, err: error },
          'synthesis failed',
        );
        tell({ type: 'synthesis.failed', failure, timings: { synthesisRequested } });
      }
    }
  });
