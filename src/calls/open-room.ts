import type { CallEvent, Party } from '../../machines/call/call-events.js';
import { createClauseProviders } from '../actors/clause-providers.js';
import type { Room } from '../actors/room.js';
import type { Config } from '../config.js';
import type { ClauseTranslation } from '../actors/clause-translation.js';
import { createEchoText } from '../interpreting/echo-text.js';
import { createForeseen } from '../interpreting/foreseen.js';
import { createLagControl } from '../interpreting/lag-control.js';
import type { AtNextBeat } from '../media/beat.js';
import type { FrameTally } from '../media/frame-arrivals.js';
import { createLeg, type Leg, type LegFact } from '../media/leg.js';
import { createPitchEstimator } from '../media/pitch.js';
import type { VoiceActivity } from '../media/voice-activity/voice-activity.js';
import type { Metrics } from '../observability/metrics.js';
import { eachDirection } from './call-view.js';
import { createConnectedTime, type ConnectedTime } from './connected-time.js';

export interface OpenRoomOptions {
  /** The client's. */
  readonly callSid: string;
  /** The client's number, E.164 or whatever the network gave. */
  readonly from: string;
  readonly routingKey: string | undefined;
  readonly settings: Pick<Config['calls'], 'agentLanguage' | 'originalVoice' | 'voiceFollowsSpeaker'>;
  readonly atNextBeat: AtNextBeat;
  readonly voiceActivity: VoiceActivity;
  readonly tally: FrameTally;
  readonly metrics: Pick<Metrics, 'foreseenTranslations'>;
  /** Tells the call what happens on its lines. */
  readonly tell: (event: CallEvent) => void;
  /** What a party speaks, BCP-47; undefined while there is no call yet. */
  readonly languageOf: (party: Party) => string | undefined;
  /** TwiML for one attempt to reach an agent. */
  readonly inviteAgent: () => string;
}

const voiceEvents = {
  started: 'speech.started',
  paused: 'speech.paused',
  resumed: 'speech.resumed',
  ended: 'speech.ended',
  misfired: 'speech.misfired',
} as const;

/** Opens what belongs to a call on the media plane: its two legs, which hear each other, and what its actors share. */
export function openRoom(options: OpenRoomOptions): {
  readonly room: Room;
  readonly connected: Readonly<Record<Party, ConnectedTime>>;
} {
  const { callSid, from, routingKey, settings, tell } = options;
  const origin = performance.now();
  const now = () => performance.now() - origin;
  const connected = { client: createConnectedTime(now), agent: createConnectedTime(now) };
  const openLeg = (party: Party) =>
    createLeg({
      now,
      atNextBeat: options.atNextBeat,
      voiceActivity: options.voiceActivity,
      originalVoice: settings.originalVoice,
      tell(fact) {
        connected[party].take(fact);
        tell(eventOf(party, fact, now()));
      },
      tally: options.tally,
    });
  const legs = { client: openLeg('client'), agent: openLeg('agent') };
  const foresee = () =>
    createForeseen<ClauseTranslation>((outcome) => options.metrics.foreseenTranslations.inc({ outcome }));
  legs.client.listen((mulaw) => legs.agent.playOut.hearOriginal(mulaw));
  legs.agent.listen((mulaw) => legs.client.playOut.hearOriginal(mulaw));
  const room: Room = {
    callSid,
    legs,
    places: new Map(),
    providers: createClauseProviders(),
    playedText: { client: createEchoText(), agent: createEchoText() },
    lag: eachDirection(createLagControl),
    takenDownMs: { client: 0, agent: 0 },
    foreseen: { client: foresee(), agent: foresee() },
    now,
    numbers: { client: from },
    languageOf: (party) => options.languageOf(party) ?? settings.agentLanguage,
    voiceGenderOf: settings.voiceFollowsSpeaker ? estimateGenders(legs) : () => undefined,
    inviteAgent: options.inviteAgent,
    agentCallSid: undefined,
    routingKey,
  };
  return { room, connected };
}

/** Listens to both parties for as long as their legs do, and tells whose voice each has. */
function estimateGenders(legs: Readonly<Record<Party, Leg>>): Room['voiceGenderOf'] {
  const estimators = { client: createPitchEstimator(), agent: createPitchEstimator() };
  for (const party of ['client', 'agent'] as const) {
    legs[party].listen((mulaw) => estimators[party].push(mulaw));
  }
  return (party) => estimators[party].gender;
}

function eventOf(party: Party, fact: LegFact, at: number): CallEvent {
  switch (fact.type) {
    case 'connected':
      return { type: 'leg.connected', party };
    case 'lost':
      return { type: 'leg.lost', party };
    case 'ended':
      return { type: 'leg.ended', party };
    case 'voice': {
      const { edge, onsetAt } = fact;
      if (edge.type === 'confirmed') return { type: 'speech.confirmed', party, at, onsetAt };
      return { type: voiceEvents[edge.type], party, at };
    }
  }
}
