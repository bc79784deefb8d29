import { frameMs, mulawSilence } from '../../src/media/mulaw.js';
import type { Party } from '../../sandbox/scenario.js';
import { createRandom } from '../../sandbox/telephone/random.js';
import { announcementOfNumber, type PhraseName } from './announcement-numbers.js';
import { openSoundLine, type FrameSender, type LineFault } from './line-faults.js';
import { planTurns, type PlannedTurn } from './turn-plan.js';
import type { FramePacer } from './frame-pacer.js';
import { machineNow } from './machine-clock.js';
import type { SpokenLines } from './spoken-lines.js';
import type { StreamClient } from './stream-client.js';
import type { CarriedCall } from './telephone-network.js';
import { tagFrame, type TagKind } from './turn-tag.js';
import { numberOfTurn } from './vendor-messages.js';

/** A line that is quiet has some noise on it: mu-law codes of -63 dBFS and less. */
const noiseCodes = [0xff, 0xfe, 0xfd, 0x7e, 0x7d, 0xff, 0xfc, 0x7c];
const noiseFrames = 64;
const frameBytes = 160;

/**
 * Frames of a turn that say its number once more: the first tag is too soft to be heard where the party begins to talk over
 * a rendition that comes late.
 */
const taggedAgain: ReadonlySet<number> = new Set([15, 40]);

/** Something that was said. Times are ms on the machine's clock. */
export interface SaidTurn {
  readonly number: number;
  /** Number of its call. */
  readonly call: number;
  readonly party: Party;
  readonly isAlone: boolean;
  /** When the first and the last frame of speech were sent; undefined until they were. */
  startSentAt: number | undefined;
  endSentAt: number | undefined;
  /** When the first byte of its rendition was heard by the other party. */
  heardAt: number | undefined;
}

/** Something that the service said of its own accord, as a telephone heard it. */
export interface ToldPhrase {
  readonly call: number;
  readonly party: Party;
  readonly phrase: PhraseName;
  /** ms on the machine's clock. */
  readonly at: number;
}

/** A call under load, as its telephones see it. */
export interface LoadedCall extends CarriedCall {
  /** Which of the run's calls it is, from 1. */
  readonly number: number;
  /** Whether both its streams are open. */
  readonly isHeld: boolean;
  /** When the first of its telephones was on the hook, ms on the machine's clock. */
  readonly endedAt: number | undefined;
  /** Lets a party's line be as bad as that; in order if it is not said. What follows on the line is like that too. */
  disturb(party: Party, fault?: LineFault): void;
  /** A party's stream breaks; its telephone is still there. */
  breakStream(party: Party): void;
}

/** What all calls of a run share. */
export interface LoadedCallsSettings {
  readonly pacer: FramePacer;
  readonly lines: SpokenLines;
  readonly seed: number;
  /** The parties say nothing in the first ms: announcements are being made. */
  readonly quietMs: number;
  /** The calls begin to talk at moments that lie so far apart at the most, ms. */
  readonly startSpreadMs: number;
}

/** What happened on all calls of a run. */
export interface LoadedCalls {
  /** Another call, to be carried. */
  open(): LoadedCall;
  /** Nobody begins to say anything any more. */
  fallSilent(): void;
  /** All turns that were said since they were taken last: what becomes of them can be seen in them. */
  readonly turns: readonly SaidTurn[];
  /** Takes them: nobody minds them any more. */
  takeTurns(): readonly SaidTurn[];
  /** Takes what the service has said since the last time. */
  takeTold(): readonly ToldPhrase[];
  /** Calls both of whose streams are open. */
  readonly heldCalls: number;
  /** Frames that were sent, and messages that came, on all streams there ever were. */
  readonly sentFrames: number;
  readonly receivedMessages: number;
  readonly violations: number;
  /** Holes in what was heard. */
  readonly gaps: { readonly count: number; readonly totalMs: number };
  /** Renditions that were heard by somebody whom they were not for, or of turns that nobody knows. */
  readonly strayRenditions: number;
}

export function createLoadedCalls({
  pacer,
  lines,
  seed,
  quietMs,
  startSpreadMs,
}: LoadedCallsSettings): LoadedCalls {
  const payloads = new WeakMap<Uint8Array, string>();
  const noise = prepareNoise(createRandom(seed));
  const lineMs = {
    client: lines.client.map(({ durationMs }) => durationMs),
    agent: lines.agent.map(({ durationMs }) => durationMs),
  };
  const streams = new Set<StreamClient>();
  const past = { frames: 0, messages: 0, violations: 0, gaps: 0, gapMs: 0 };
  let turns = new Map<number, SaidTurn>();
  let told: ToldPhrase[] = [];
  let turnCount = 0;
  let callCount = 0;
  let heldCalls = 0;
  let strayRenditions = 0;
  let isSilent = false;

  function payloadOf(frame: Uint8Array): string {
    const known = payloads.get(frame);
    if (known !== undefined) return known;
    const payload = Buffer.from(frame).toString('base64');
    payloads.set(frame, payload);
    return payload;
  }

  function leave(stream: StreamClient) {
    if (!streams.delete(stream)) return;
    past.frames += stream.sentFrames;
    past.messages += stream.receivedMessages;
    past.violations += stream.violations;
    past.gaps += stream.ear.gaps.count;
    past.gapMs += stream.ear.gaps.totalMs;
  }

  const total = (past: number, of: (stream: StreamClient) => number) =>
    [...streams].reduce((sum, stream) => sum + of(stream), past);

  function open(): LoadedCall {
    callCount += 1;
    const callNumber = callCount;
    const random = createRandom(seed * 100_003 + callCount);
    const plan = planTurns(lineMs, random);
    const startsAtMs = quietMs + random() * startSpreadMs;
    const legs: Record<Party, { readonly stream: StreamClient; readonly leave: () => void } | undefined> = {
      client: undefined,
      agent: undefined,
    };
    const faults: Record<Party, LineFault | undefined> = { client: undefined, agent: undefined };
    const numbers = new Map<number, Party>();
    let next: PlannedTurn = plan.next().value;
    let elapsedMs: number | undefined;
    let endedAt: number | undefined;
    const waiting: Record<Party, PlannedTurn[]> = { client: [], agent: [] };

    /** What the call's clock has come to: the client's frames drive it, from when both are there. */
    function advance() {
      elapsedMs = (elapsedMs ?? 0) + frameMs;
      while (!isSilent && elapsedMs >= startsAtMs + next.startMs) {
        waiting[next.party].push(next);
        next = plan.next().value;
      }
    }

    /** What the party says: the next frame, each time. It goes on where the last stream of the party broke off. */
    function createMouth(party: Party): (line: FrameSender) => void {
      let said:
        { readonly turn: SaidTurn; readonly frames: readonly Uint8Array[]; position: number } | undefined;
      let quietFrames = 0;
      return (line) => {
        if (party === 'client' && legs.agent !== undefined) advance();
        if (said === undefined) {
          const planned = waiting[party].shift();
          if (planned === undefined) {
            quietFrames += 1;
            line.send(noise[quietFrames % noise.length] ?? '');
            return;
          }
          const turn = begin(planned);
          said = { turn, frames: lines[party][planned.line]?.frames ?? [], position: 0 };
          line.sendTag(tagPayload(turn, 'quiet'));
          return;
        }
        const frame = said.frames[said.position];
        if (said.position === 0) said.turn.startSentAt = machineNow();
        if (taggedAgain.has(said.position)) line.sendTag(tagPayload(said.turn, 'again'));
        else if (frame !== undefined) line.send(payloadOf(frame));
        said.position += 1;
        if (said.position < said.frames.length) return;
        said.turn.endSentAt = machineNow();
        said = undefined;
      };
    }

    function speak(party: Party, stream: StreamClient) {
      legs[party]?.leave();
      const fault = faults[party];
      const line = openSoundLine(stream, fault, random);
      const say = mouths[party];
      legs[party] = { stream, leave: pacer.subscribe(() => say(line), fault?.drift) };
    }

    function begin({ party, line, isAlone }: PlannedTurn): SaidTurn {
      const number = numberOfTurn(turnCount, party, line, lines[party].length);
      turnCount += 1;
      const turn = {
        number,
        call: callNumber,
        party,
        isAlone,
        startSentAt: undefined,
        endSentAt: undefined,
        heardAt: undefined,
      };
      turns.set(number, turn);
      numbers.set(number, party);
      return turn;
    }

    const mouths = { client: createMouth('client'), agent: createMouth('agent') };

    return {
      number: callNumber,
      get isHeld() {
        return legs.client !== undefined && legs.agent !== undefined;
      },
      get endedAt() {
        return endedAt;
      },
      disturb(party, fault) {
        faults[party] = fault;
        const leg = legs[party];
        if (leg !== undefined) speak(party, leg.stream);
      },
      breakStream: (party) => legs[party]?.stream.breakOff(),
      onStream(party, stream) {
        streams.add(stream);
        const isFirst = legs[party] === undefined;
        speak(party, stream);
        if (isFirst && legs.client !== undefined && legs.agent !== undefined) heldCalls += 1;
      },
      onRendition(listener, number, heardAt) {
        const phrase = announcementOfNumber(number);
        if (phrase !== undefined) {
          told.push({ call: callNumber, party: listener, phrase, at: heardAt });
          return;
        }
        const speaker = numbers.get(number);
        if (speaker === undefined || speaker === listener) strayRenditions += 1;
        const turn = turns.get(number);
        if (turn !== undefined) turn.heardAt ??= heardAt;
      },
      onEnded(party) {
        endedAt ??= machineNow();
        const leg = legs[party];
        if (leg === undefined) return;
        leg.leave();
        leave(leg.stream);
        if (legs.client !== undefined && legs.agent !== undefined) heldCalls -= 1;
        legs[party] = undefined;
      },
    };
  }

  return {
    open,
    fallSilent() {
      isSilent = true;
    },
    get turns() {
      return [...turns.values()];
    },
    takeTurns() {
      const taken = [...turns.values()];
      turns = new Map();
      return taken;
    },
    takeTold() {
      const taken = told;
      told = [];
      return taken;
    },
    get heldCalls() {
      return heldCalls;
    },
    get sentFrames() {
      return total(past.frames, ({ sentFrames }) => sentFrames);
    },
    get receivedMessages() {
      return total(past.messages, ({ receivedMessages }) => receivedMessages);
    },
    get violations() {
      return total(past.violations, ({ violations }) => violations);
    },
    get gaps() {
      return {
        count: total(past.gaps, ({ ear }) => ear.gaps.count),
        totalMs: total(past.gapMs, ({ ear }) => ear.gaps.totalMs),
      };
    },
    get strayRenditions() {
      return strayRenditions;
    },
  };
}

function tagPayload({ number }: SaidTurn, kind: TagKind): string {
  return Buffer.from(tagFrame(number, kind)).toString('base64');
}

function prepareNoise(random: () => number): readonly string[] {
  return Array.from({ length: noiseFrames }, () => {
    const frame = Uint8Array.from(
      { length: frameBytes },
      () => noiseCodes[Math.floor(random() * noiseCodes.length)] ?? mulawSilence,
    );
    return Buffer.from(frame).toString('base64');
  });
}
