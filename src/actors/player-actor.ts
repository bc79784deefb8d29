import { fromCallback, type EventObject } from 'xstate';
import { listenerOf } from '../../machines/call/call-events.js';
import type { PlayerInput } from '../../machines/clause/clause-actors.js';
import type { ClauseEvent } from '../../machines/clause/clause-events.js';
import type { PlayOutFact, PlayOutShare } from '../media/play-out.js';
import { roomOf, type Rooms } from './room.js';

/** Holds a clause's place in the listener's play-out and tells what was heard of it. */
export const playerActor = ({ rooms }: { readonly rooms: Rooms }) =>
  fromCallback<EventObject, PlayerInput>(({ input: { callSid, clauseId, direction, order }, sendBack }) => {
    const tell: (event: ClauseEvent) => void = sendBack;
    const { legs, places, now } = roomOf(rooms, callSid);
    const place = legs[listenerOf(direction)].playOut.reserve(
      clauseId,
      (fact, share) => tell(eventOf(fact, share, now())),
      order,
    );
    places.set(clauseId, place);
    return () => {
      places.delete(clauseId);
      place.release();
    };
  });

function eventOf(fact: PlayOutFact, { heardBytes, bytes }: PlayOutShare, at: number): ClauseEvent {
  switch (fact) {
    case 'started':
      return { type: 'rendition.started', timings: { firstFrameSent: at } };
    case 'reached':
      return { type: 'rendition.reached', timings: { firstMarkHeard: at } };
    case 'heard':
      return { type: 'rendition.heard', timings: { lastMarkHeard: at } };
    case 'cut':
      return { type: 'rendition.cut', heardShare: bytes === 0 ? 0 : heardBytes / bytes, timings: {} };
  }
}
