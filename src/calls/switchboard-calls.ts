import type { CallEvent, Party } from '../../machines/call/call-events.js';
import type { CallActor } from '../../machines/call/call-machine.js';
import type { Room } from '../actors/room.js';
import type { Config } from '../config.js';
import { createEchoText } from '../interpreting/echo-text.js';
import { createLagControl } from '../interpreting/lag-control.js';
import { languageOfNumber } from '../languages.js';
import { startLegActor, type LegActor } from '../media/leg-actor.js';
import { createLeg, type LegFact } from '../media/leg.js';
import type { VoiceActivity } from '../media/voice-activity/voice-activity.js';
import { keepFigures, type CallFigures } from './call-figures.js';
import { eachDirection, viewCall } from './call-view.js';
import type { Calls, IncomingCall, StreamInvitation, TelephoneStatus } from './calls.js';
import { createInvitations } from './invitations.js';
import { createSwitchboard, type SwitchboardOptions } from './switchboard.js';

export interface CallsOptions extends Omit<SwitchboardOptions, 'rooms'> {
  readonly settings: Config['calls'];
  /** TwiML that connects a telephone to a stream. */
  readonly streamTwiml: (invitation: StreamInvitation) => string;
  readonly voiceActivity: VoiceActivity;
  /** Opens what the call's first clause will need. */
  readonly warmConnections: () => void;
}

/** The parts of one live call. */
interface LiveCall {
  readonly room: Room;
  readonly actor: CallActor;
  readonly figures: CallFigures;
  readonly startedAt: Date;
  readonly inlets: Readonly<Record<Party, LegActor>>;
  /** The stream that each leg listens to; what an older one still says is not for it. */
  readonly streams: Record<Party, string | undefined>;
}

const voiceEvents = {
  started: 'speech.started',
  confirmed: 'speech.confirmed',
  paused: 'speech.paused',
  resumed: 'speech.resumed',
  ended: 'speech.ended',
  misfired: 'speech.misfired',
} as const;

/** The ways in which a telephone that was dialled will not talk. */
const unreachable: ReadonlySet<TelephoneStatus> = new Set([
  'busy',
  'no-answer',
  'failed',
  'canceled',
  'completed',
]);

/** The calls of this process: a switchboard of call actors, and the rooms in which their media meet. */
export function createCalls(options: CallsOptions): Calls {
  const { settings, metrics, log, telephone } = options;
  const rooms = new Map<string, Room>();
  const live = new Map<string, LiveCall>();
  const invitations = createInvitations();
  let isDraining = false;
  let lastHasEnded = () => {};

  const switchboard = createSwitchboard({ ...options, rooms });
  switchboard.on('call.ended', ({ callSid }) => forget(callSid));
  switchboard.on('call.failed', ({ callSid, error }) => {
    log.error({ call_sid: callSid, err: error }, 'call failed');
    const agentCallSid = rooms.get(callSid)?.agentCallSid;
    for (const leg of agentCallSid === undefined ? [callSid] : [callSid, agentCallSid]) hangUp(callSid, leg);
    forget(callSid);
  });
  switchboard.start();

  function start({ callSid, from, requestId }: IncomingCall) {
    const callLog = log.child({ call_sid: callSid, request_id: requestId });
    const origin = performance.now();
    const now = () => performance.now() - origin;
    const tell = (event: CallEvent) => live.get(callSid)?.actor.send(event);
    const openLeg = (party: Party) =>
      createLeg({
        now,
        voiceActivity: options.voiceActivity,
        originalVoice: settings.originalVoice,
        tell: (fact) => tell(eventOf(party, fact, now())),
      });
    const legs = { client: openLeg('client'), agent: openLeg('agent') };
    legs.client.listen((mulaw) => legs.agent.playOut.hearOriginal(mulaw));
    legs.agent.listen((mulaw) => legs.client.playOut.hearOriginal(mulaw));
    const room: Room = {
      callSid,
      legs,
      places: new Map(),
      playedText: { client: createEchoText(), agent: createEchoText() },
      lag: eachDirection(createLagControl),
      now,
      languageOf: (party) =>
        live.get(callSid)?.actor.getSnapshot().context.languages[party] ?? settings.agentLanguage,
      inviteAgent: () => options.streamTwiml(invite(callSid, 'agent')),
      agentCallSid: undefined,
    };
    rooms.set(callSid, room);

    const presumedClientLanguage = languageOfNumber(from, settings.agentLanguage);
    switchboard.send({ type: 'call.arrived', call: { callSid, presumedClientLanguage, ...settings } });
    const actor = switchboard.getSnapshot().children[callSid] as CallActor | undefined;
    if (actor === undefined) throw new Error(`The switchboard did not take call ${callSid}`);

    live.set(callSid, {
      room,
      actor,
      figures: keepFigures(actor, {
        log: callLog,
        metrics,
        providers: {
          recognizer: options.recognizer.provider,
          translator: options.translator.provider,
          synthesizer: options.synthesizer.provider,
        },
      }),
      startedAt: new Date(),
      inlets: { client: startLegActor(room.legs.client), agent: startLegActor(room.legs.agent) },
      streams: { client: undefined, agent: undefined },
    });
    options.warmConnections();
    prepareAnnouncements(settings.agentLanguage);
    prepareAnnouncements(presumedClientLanguage);
    actor.on('language.changed', ({ language }) => prepareAnnouncements(language));
    metrics.activeCalls.set(live.size);
    callLog.info({ from, presumed_language: presumedClientLanguage }, 'call started');
  }

  function hangUp(callSid: string, leg: string) {
    telephone.hangUp(leg).catch((error: unknown) => {
      log.warn({ call_sid: callSid, leg_call_sid: leg, err: error }, 'leg could not be hung up');
    });
  }

  /** What has to be said when a synthesizer fails is there before it does. */
  function prepareAnnouncements(language: string) {
    for (const phrase of ['repeat', 'askedToRepeat'] as const) {
      options.announcements.get(phrase, language).catch((error: unknown) => {
        log.warn({ language, phrase, err: error }, 'announcement could not be prepared');
      });
    }
  }

  function invite(callSid: string, party: Party): StreamInvitation {
    return {
      // The client's call SID for both legs, so that a proxy that hashes the path sends them to one process.
      path: `/ws/media-stream/${callSid}`,
      parameters: { token: invitations.issue({ callSid, party }) },
    };
  }

  function forget(callSid: string) {
    const call = live.get(callSid);
    if (call === undefined) return;
    const { room, actor, figures, inlets } = call;
    live.delete(callSid);
    rooms.delete(callSid);
    invitations.revoke(callSid);
    for (const party of ['client', 'agent'] as const) {
      inlets[party].stop();
      room.legs[party].close();
    }
    const { endReason, languages } = actor.getSnapshot().context;
    const outcome = endReason ?? 'failed';
    metrics.activeCalls.set(live.size);
    metrics.calls.inc({ outcome });
    log.info(
      {
        call_sid: callSid,
        agent_call_sid: room.agentCallSid,
        outcome,
        duration_ms: Math.round(room.now()),
        client_language: languages.client,
        agent_language: languages.agent,
        clauses: figures.outcomes,
        turn_latency_ms: {
          client_to_agent: figures.turnLatencies.clientToAgent.summary,
          agent_to_client: figures.turnLatencies.agentToClient.summary,
        },
      },
      'call ended',
    );
    if (live.size === 0) lastHasEnded();
  }

  /** The call that a telephone belongs to, by either leg's call SID. */
  function seek(callSid: string): { call: LiveCall; party: Party } | undefined {
    const own = live.get(callSid);
    if (own !== undefined) return { call: own, party: 'client' };
    for (const call of live.values()) if (call.room.agentCallSid === callSid) return { call, party: 'agent' };
    return undefined;
  }

  const view = ({ actor, ...sources }: LiveCall) =>
    viewCall({
      snapshot: actor.getSnapshot(),
      room: sources.room,
      startedAt: sources.startedAt,
      ...sources.figures,
    });

  return {
    answer(call) {
      if (!live.has(call.callSid)) {
        if (isDraining || live.size >= settings.maxConcurrent) {
          metrics.calls.inc({ outcome: 'busy' });
          return 'busy';
        }
        start(call);
      }
      return invite(call.callSid, 'client');
    },

    resume(callSid) {
      const found = seek(callSid);
      if (found === undefined || !isLive(found.call)) return 'ended';
      return invite(found.call.room.callSid, found.party);
    },

    admit({ callSid, streamSid, parameters }) {
      const guest = invitations.redeem(parameters['token'] ?? '');
      const call = guest && live.get(guest.callSid);
      if (guest === undefined || call === undefined) return undefined;
      const { room, streams, inlets } = call;
      const { party } = guest;
      if (party === 'client') {
        if (callSid !== room.callSid) return undefined;
      } else {
        // The stream of a telephone that was dialled may come before the carrier has told its call SID.
        room.agentCallSid ??= callSid;
        if (callSid !== room.agentCallSid) return undefined;
      }
      streams[party] = streamSid;
      return {
        send(event) {
          if (streams[party] === streamSid) inlets[party].send(event);
        },
      };
    },

    telephoneStatusChanged(callSid, status) {
      const found = seek(callSid);
      if (found === undefined || !unreachable.has(status)) return;
      const { call, party } = found;
      log.info({ call_sid: call.room.callSid, party, status }, 'telephone ended');
      const hasTalked = party === 'client' || call.streams.agent !== undefined;
      call.actor.send(
        hasTalked ? { type: 'leg.ended', party } : { type: 'leg.unreachable', party, reason: status },
      );
    },

    answeredBy(callSid, answeredBy) {
      const found = seek(callSid);
      if (found?.party !== 'agent' || !answeredBy.startsWith('machine')) return;
      const { room, streams, actor } = found.call;
      room.legs.agent.disconnect();
      room.agentCallSid = undefined;
      streams.agent = undefined;
      hangUp(room.callSid, callSid);
      actor.send({ type: 'leg.unreachable', party: 'agent', reason: 'machine' });
    },

    streamFailed(callSid, reason) {
      log.warn({ call_sid: callSid, reason }, 'carrier could not stream');
    },

    list: () => [...live.values()].map(view),

    find(callSid) {
      const call = live.get(callSid);
      return call && view(call);
    },

    end(callSid) {
      const call = live.get(callSid);
      call?.actor.send({ type: 'end.requested' });
      return call !== undefined;
    },

    get activeCount() {
      return live.size;
    },
    capacity: settings.maxConcurrent,
    drain() {
      isDraining = true;
    },
    async close() {
      isDraining = true;
      for (const { actor } of live.values()) actor.send({ type: 'end.requested' });
      if (live.size > 0) await new Promise<void>((resolve) => (lastHasEnded = resolve));
      switchboard.stop();
    },
    get isDraining() {
      return isDraining;
    },
  };
}

function isLive({ actor }: LiveCall): boolean {
  return actor.getSnapshot().matches('live');
}

function eventOf(party: Party, fact: LegFact, at: number): CallEvent {
  switch (fact.type) {
    case 'connected':
      return { type: 'leg.connected', party };
    case 'lost':
      return { type: 'leg.lost', party };
    case 'ended':
      return { type: 'leg.ended', party };
    case 'voice':
      return { type: voiceEvents[fact.edge.type], party, at };
  }
}
