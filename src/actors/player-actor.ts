import { fromCallback } from 'xstate';
import { listenerOf, speakerOf } from '../../machines/call/call-events.js';
import type { PlayerCommand, PlayerInput } from '../../machines/clause/clause-actors.js';
import type { ClauseEvent } from '../../machines/clause/clause-events.js';
import { heardShareOf } from '../interpreting/merge-policy.js';
import { bytesToMs } from '../media/audio-clock.js';
import type { PlayOutFact, PlayOutShare } from '../media/play-out.js';
import { roomOf, type RenditionPlace, type Rooms } from './room.js';

/** Holds a clause's place in the listener's play-out and tells what was heard of it. */
export const playerActor = ({ rooms }: { readonly rooms: Rooms }) =>
  fromCallback<PlayerCommand, PlayerInput>(({ input, sendBack, receive }) => {
    const { callSid, clauseId, direction, order, speechOnset } = input;
    const tell: (event: ClauseEvent) => void = sendBack;
    const { legs, places, providers, now, playedText, lag } = roomOf(rooms, callSid);
    const listener = listenerOf(direction);
    const { playOut } = legs[listener];
    const held: RenditionPlace = {
      place: playOut.reserve(
        clauseId,
        (fact, share) => {
          const at = now();
          note(fact, at);
          tell(eventOf(fact, share, at, held.rendition?.text ?? ''));
        },
        order,
      ),
      rendition: undefined,
    };
    places.set(clauseId, held);
    providers.begins(clauseId, speakerOf(direction));
    if (speechOnset !== undefined) lag[direction].committed(clauseId, speechOnset, now());
    receive(() => held.place.withdraw());
    return () => {
      lag[direction].gone(clauseId, now());
      places.delete(clauseId);
      held.place.release();
    };

    /** Keeps the call's memory of what is heard. */
    function note(fact: PlayOutFact, at: number): void {
      const heard = playedText[listener];
      if (fact === 'reached') lag[direction].heard(clauseId, at);
      if (fact === 'started' && held.rendition !== undefined) {
        heard.played(held.rendition.text, held.rendition.language, at);
      }
      if ((fact === 'heard' || fact === 'cut') && !playOut.isSounding) heard.fellSilent(at);
    }
  });

function eventOf(
  fact: PlayOutFact,
  { heardBytes, bytes, isComplete }: PlayOutShare,
  at: number,
  text: string,
): ClauseEvent {
  switch (fact) {
    case 'started':
      return { type: 'rendition.started', timings: { firstFrameSent: at } };
    case 'reached':
      return { type: 'rendition.reached', timings: { firstMarkHeard: at } };
    case 'heard':
      return { type: 'rendition.heard', timings: { lastMarkHeard: at } };
    case 'cut': {
      const audio = { heardMs: bytesToMs(heardBytes), audioMs: bytesToMs(bytes), isComplete };
      return { type: 'rendition.cut', heardShare: heardShareOf(audio, text), timings: {} };
    }
  }
}
