import { createActor, type ActorRefFrom, type InspectionEvent } from 'xstate';
import type { Logger } from 'pino';
import { callMachine } from '../../machines/call/call-machine.js';
import { clauseMachine } from '../../machines/clause/clause-machine.js';
import { switchboardMachine } from '../../machines/switchboard/switchboard-machine.js';
import type { Announcements } from '../actors/announcements.js';
import { editorActor } from '../actors/editor-actor.js';
import { playerActor } from '../actors/player-actor.js';
import type { Rooms } from '../actors/room.js';
import { synthesizerActor } from '../actors/synthesizer-actor.js';
import { diallerActor, terminatorActor, type Telephone } from '../actors/telephone-actors.js';
import { transcriberActor } from '../actors/transcriber-actor.js';
import { translatorActor } from '../actors/translator-actor.js';
import {
  announcerActor,
  patcherActor,
  postponerActor,
  receptionistActor,
  silencerActor,
} from '../actors/voice-actors.js';
import type { InterpretingMode } from '../interpreting/commit-policy.js';
import type { Glossary } from '../interpreting/glossary.js';
import type { Metrics } from '../observability/metrics.js';
import type { Recognizer } from '../providers/recognizer.js';
import type { Synthesizer } from '../providers/synthesizer.js';
import type { Translator } from '../providers/translator.js';

export interface SwitchboardOptions {
  readonly rooms: Rooms;
  readonly recognizer: Recognizer;
  /** Whether a language, a BCP-47 tag, can be interpreted. */
  readonly isCovered: (language: string) => boolean;
  readonly languageThreshold: number;
  readonly languageHints: readonly string[];
  readonly interpretingMode: InterpretingMode;
  readonly confidenceThreshold: number;
  readonly translator: Translator;
  readonly glossary: Glossary;
  readonly synthesizer: Synthesizer;
  readonly announcements: Announcements;
  readonly telephone: Telephone;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Is told of everything that the switchboard, its calls and their actors do. */
  readonly inspect?: (event: InspectionEvent) => void;
}

/** How long one telephone of the agent rings, s. */
const ringSeconds = 25;

/** The switchboard with the actors of this process: where the machines' names get their flesh. Not yet started. */
export function createSwitchboard(options: SwitchboardOptions): ActorRefFrom<typeof switchboardMachine> {
  const telephoning = { ...options, ringSeconds };
  const clause = clauseMachine.provide({
    actors: {
      player: playerActor(options),
      translator: translatorActor(options),
      synthesizer: synthesizerActor(options),
    },
  });
  const call = callMachine.provide({
    actors: {
      clause,
      transcriber: transcriberActor(options),
      dialler: diallerActor(telephoning),
      terminator: terminatorActor(telephoning),
      receptionist: receptionistActor(options),
      announcer: announcerActor(options),
      silencer: silencerActor(options),
      usher: postponerActor(options),
      gatherer: postponerActor(options),
      editor: editorActor(),
      patcher: patcherActor(options),
    },
  });
  const { inspect } = options;
  return createActor(
    switchboardMachine.provide({ actors: { call } }),
    inspect === undefined ? {} : { inspect },
  );
}
