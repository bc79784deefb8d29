import { fromCallback, fromPromise, type EventObject } from 'xstate';
import type {
  AnnouncerInput,
  CallSidInput,
  ReceptionistInput,
  SilencerCommand,
  ListenerInput,
} from '../../machines/call/call-actors.js';
import type { Logger } from 'pino';
import { ringback } from '../media/tones.js';
import type { Announcements } from './announcements.js';
import { roomOf, type Rooms } from './room.js';

export interface VoiceActorOptions {
  readonly rooms: Rooms;
  readonly announcements: Announcements;
  readonly log: Logger;
}

/** Says one phrase of the interpreter's own to a party; done when it was heard or the party talked over it. */
export const announcerActor = ({ rooms, announcements }: VoiceActorOptions) =>
  fromPromise<void, AnnouncerInput>(async ({ input: { callSid, party, phrase, language }, signal }) => {
    const { playOut } = roomOf(rooms, callSid).legs[party];
    const audio = await announcements.audio(phrase, language);
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const place = playOut.reserve(`announcement/${phrase}`, (fact) => {
        if (fact === 'heard' || fact === 'cut') resolve();
      });
      signal.addEventListener('abort', () => place.release(), { once: true });
      place.write(audio);
      place.end();
    });
  });

/** Tells the client that the agent is being called, then lets them hear it ring until stopped. */
export const receptionistActor = ({ rooms, announcements, log }: VoiceActorOptions) =>
  fromCallback<EventObject, ReceptionistInput>(({ input: { callSid, language } }) => {
    const { playOut } = roomOf(rooms, callSid).legs.client;
    let isStopped = false;
    let giveUp = () => {};
    void announcements.audio('connecting', language).then(play, (error: unknown) => {
      log.warn({ call_sid: callSid, err: error }, 'connecting notice failed');
      play(ringback);
    });
    return () => {
      isStopped = true;
      giveUp();
    };

    function play(audio: Uint8Array) {
      if (isStopped) return;
      const place = playOut.reserve('receptionist', (fact) => {
        if (fact === 'heard') play(ringback);
      });
      giveUp = () => place.release();
      place.write(audio);
      place.end();
    }
  });

/** Holds back what a listener has not heard yet until stopped, and cuts it when told to. */
export const silencerActor = ({ rooms }: VoiceActorOptions) =>
  fromCallback<SilencerCommand, ListenerInput>(({ input: { callSid, party }, receive }) => {
    const { playOut } = roomOf(rooms, callSid).legs[party];
    playOut.hold();
    receive(() => playOut.cut());
    return () => playOut.release();
  });

/** Passes both voices straight through until stopped. */
export const patcherActor = ({ rooms }: VoiceActorOptions) =>
  fromCallback<EventObject, CallSidInput>(({ input: { callSid } }) => {
    const { client, agent } = roomOf(rooms, callSid).legs;
    for (const { playOut } of [client, agent]) playOut.beginPassing();
    return () => {
      for (const { playOut } of [client, agent]) playOut.endPassing();
    };
  });
