import { fromCallback, fromPromise, type EventObject } from 'xstate';
import type {
  AnnouncerInput,
  CallSidInput,
  ReceptionistInput,
  SilencerCommand,
  ListenerInput,
} from '../../machines/call/call-actors.js';
import type { Party } from '../../machines/call/call-events.js';
import type { Logger } from 'pino';
import { ringback, waitCue } from '../media/tones.js';
import type { Announcement, Announcements, PhraseName } from './announcements.js';
import { roomOf, type Room, type Rooms } from './room.js';

export interface VoiceActorOptions {
  readonly rooms: Rooms;
  readonly announcements: Announcements;
  readonly log: Logger;
}

/** Before every clause that has not started. */
const firstPlace = 0;

/** Says one phrase of the interpreter's own to a party; done when it was heard or the party talked over it. */
export const announcerActor = ({ rooms, announcements }: VoiceActorOptions) =>
  fromPromise<void, AnnouncerInput>(async ({ input: { callSid, party, phrase, language }, signal }) => {
    const room = roomOf(rooms, callSid);
    const { playOut } = room.legs[party];
    const spoken = phrase === 'wait' ? undefined : await announcements.get(phrase, language);
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const place = playOut.reserve(
        `announcement/${phrase}`,
        (fact) => {
          if (fact === 'started' && spoken !== undefined) noteSpoken(room, party, spoken);
          if (fact === 'heard' || fact === 'cut') resolve();
        },
        // A sound that bridges the wait for a rendition must not wait behind it.
        spoken === undefined ? firstPlace : undefined,
      );
      signal.addEventListener('abort', () => place.release(), { once: true });
      place.write(spoken?.audio ?? waitCue);
      place.end();
    });
  });

/** What the party is told may come back from their line. */
function noteSpoken({ playedText, now }: Room, party: Party, { text, language }: Announcement): void {
  playedText[party].played(text, language, now());
}

/** Tells the client that the agent is being called, asks what they need, then lets them hear it ring until stopped. */
export const receptionistActor = ({ rooms, announcements, log }: VoiceActorOptions) =>
  fromCallback<EventObject, ReceptionistInput>(({ input: { callSid, languages } }) => {
    const room = roomOf(rooms, callSid);
    const { playOut } = room.legs.client;
    let isStopped = false;
    let giveUp = () => {};
    // All at once, so that no pause is heard between them.
    const greeting = [
      ...languages.slice(0, 1).map((language) => prepare('connecting', language)),
      ...languages.map((language) => prepare('invitation', language)),
    ];
    void greet();
    return () => {
      isStopped = true;
      giveUp();
    };

    function prepare(phrase: PhraseName, language: string): Promise<Announcement | undefined> {
      return announcements.get(phrase, language).catch((error: unknown) => {
        log.warn({ call_sid: callSid, phrase, language, err: error }, 'greeting failed');
        return undefined;
      });
    }

    async function greet() {
      for (const prepared of greeting) {
        const announcement = await prepared;
        if (isStopped) return;
        if (announcement === undefined) continue;
        noteSpoken(room, 'client', announcement);
        await played(announcement.audio);
      }
      while (!isStopped) await played(ringback);
    }

    /** Waits until it was heard: for ever, if it is given up. */
    function played(audio: Uint8Array): Promise<void> {
      return new Promise((resolve) => {
        const place = playOut.reserve('receptionist', (fact) => {
          if (fact === 'heard') resolve();
        });
        giveUp = () => place.release();
        place.write(audio);
        place.end();
      });
    }
  });

/** Holds back what a listener has not heard yet until stopped, and cuts it when told to. */
export const silencerActor = ({ rooms }: VoiceActorOptions) =>
  fromCallback<SilencerCommand, ListenerInput>(({ input: { callSid, party }, receive }) => {
    const { legs, playedText, now } = roomOf(rooms, callSid);
    const { playOut } = legs[party];
    const heldFrom = now();
    playOut.hold();
    receive(() => playOut.cut());
    return () => {
      playOut.release();
      playedText[party].paused(heldFrom, now());
    };
  });

/** Keeps renditions from beginning until stopped: the usher's work, and the gatherer's. */
export const postponerActor = ({ rooms }: VoiceActorOptions) =>
  fromCallback<EventObject, ListenerInput>(({ input: { callSid, party } }) => {
    const { playOut } = roomOf(rooms, callSid).legs[party];
    playOut.postpone();
    return () => playOut.admit();
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
