import { announcementOf } from './announcements.js';
import { findFreePort } from './loopback.js';
import { scriptLineId } from './scenario-script.js';
import type { Scenario } from './scenario.js';
import type { Clip, Observation, Observe, ScriptLine, VendorDelays } from './script.js';
import { startService, type Service, type ServiceOptions } from './service.js';
import { toClip } from './sound/clip.js';
import { createSoundLibrary, type SoundLibrary } from './sound/matcher.js';
import { createVoices, type Voices } from './sound/voices.js';
import { createFrameClock } from './telephone/frame-clock.js';
import { createSid } from './telephone/telephone-call.js';
import { startTwilioServer, type Ring, type TwilioServer } from './telephone/twilio-server.js';
import { createFaultPlan } from './vendors/faults.js';
import { startStandIns } from './vendors/stand-ins.js';

/** Delays that the vendors have on a good day, ms. */
export const vendorDelays: VendorDelays = {
  recognizerFinalMs: 350,
  recognizerInterimMs: 250,
  translationMs: 250,
  synthesisFirstByteMs: 290,
};

/** The number that clients call. */
export const serviceNumber = '+34981000000';
const agentNumbers = ['+34981000001', '+34981000002'];
const authToken = 'the-sandbox-has-no-secrets';
const apiKey = 'sandbox';
/** The stand-ins have no plans: how many calls are tried is the player's to say. */
const concurrency = 'deepgram:10000,deepl:10000,elevenlabs:10000,openai:10000,azure:10000';

/** Where scenarios are played: the service, and stand-ins of everything that it talks to. */
export interface Stage {
  readonly voices: Voices;
  /** The sounds that can be recognized. */
  readonly library: SoundLibrary;
  readonly carrier: TwilioServer;
  readonly service: Service;
  /** Lets the stand-ins know a scenario, until the returned function is called: it says how many faults were not played. */
  enter(scenario: Pick<Scenario, 'name' | 'faults'>, script: readonly ScriptLine[]): () => number;
  /** Tells what the stand-ins see, until the returned function is called. */
  observe(listener: Observe): () => void;
  /** Tells of the agents' telephones that ring for a client's call, until the returned function is called. */
  onRing(clientSid: string, listener: (ring: Ring) => void): () => void;
  /** A sound that was synthesized, by its id. */
  soundOf(clip: string): Clip | undefined;
  /** The announcements that were synthesized so far; the service keeps their sound. */
  readonly announcementSounds: readonly Clip[];
  /**
   * What may be in somebody's ear since a moment of `performance.now()`: everything that was synthesized since then,
   * and all announcements.
   */
  soundsSince(at: number): readonly Clip[];
  /** What the service did on these calls that Twilio would not have taken. */
  violationsOf(callSids: readonly string[]): readonly string[];
  close(): Promise<void>;
}

/**
 * Opens a stage.
 *
 * @param options.settings settings of the service that differ from the sandbox's own.
 * @param options.delays of the vendors; those of a good day if they are not said.
 * @param options.startService one process of the service on a port, unless it is to be something else.
 * @throws Error if the service does not start; it names its log file.
 */
export async function openStage(options: {
  settings: Readonly<Record<string, string>>;
  delays?: VendorDelays;
  logFile: string;
  startService?: (options: ServiceOptions) => Promise<Service>;
}): Promise<Stage> {
  const observers = new Set<Observe>();
  const ringers = new Map<string, (ring: Ring) => void>();
  const lines = new Map<string, ScriptLine>();
  const sounds: { at: number; clip: Clip }[] = [];
  const announcementSounds: Clip[] = [];
  const violations: { callSid: string; violation: string }[] = [];
  const closers: (() => Promise<void>)[] = [];
  const library = createSoundLibrary();
  const faults = createFaultPlan();
  const voices = createVoices();
  closers.push(() => voices.close());

  async function close() {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  }

  /** Starts something that is closed with the stage. */
  async function start<Server extends { close(): Promise<void> }>(
    starting: Promise<Server>,
  ): Promise<Server> {
    const server = await starting;
    closers.push(() => server.close());
    return server;
  }

  function keep(clip: Clip) {
    if (announcementOf(clip.text) === undefined) sounds.push({ at: performance.now(), clip });
    else if (!announcementSounds.includes(clip)) announcementSounds.push(clip);
  }

  function observe(observation: Observation) {
    if (observation.type === 'synthesis.started') {
      const clip = library.get(observation.clip);
      if (clip !== undefined) keep(clip);
    }
    for (const observer of observers) observer(observation);
  }

  /** Speaks a `<Say>`, which may be in somebody's ear from now on like anything that is synthesized. */
  async function say(text: string, language: string): Promise<Int16Array> {
    const samples = await voices.speak({ text, language });
    keep(toClip({ id: `say-${sounds.length}`, language, text, samples }));
    return samples;
  }

  function ring(rung: Ring) {
    // The service names the client's call in the path of every stream of the call.
    const clientSid = rung.streamUrl?.split('/').at(-1) ?? '';
    const ringer = ringers.get(clientSid);
    if (ringer === undefined) rung.refuse('failed');
    else ringer(rung);
  }

  try {
    const port = await findFreePort();
    const accountSid = createSid('AC');
    const delays = options.delays ?? vendorDelays;
    const vendorOptions = { apiKey, library, lines, voices, delays, faults, observe };
    const standIns = await start(startStandIns(vendorOptions, options.settings));
    const carrier = await start(
      startTwilioServer({
        accountSid,
        authToken,
        webhookBaseUrl: `http://127.0.0.1:${port}`,
        clock: createFrameClock(),
        say,
        onViolation: (callSid, violation) => violations.push({ callSid, violation }),
        onRing: ring,
      }),
    );
    const service = await start(
      (options.startService ?? startService)({
        port,
        logFile: options.logFile,
        settings: {
          TWILIO_ACCOUNT_SID: accountSid,
          TWILIO_AUTH_TOKEN: authToken,
          TWILIO_PHONE_NUMBER: serviceNumber,
          AGENT_NUMBERS: agentNumbers.join(','),
          TWILIO_API_BASE_URL: carrier.url,
          ...standIns.settings,
          PROVIDER_CONCURRENCY: concurrency,
          ...options.settings,
        },
      }),
    );

    return {
      voices,
      library,
      carrier,
      service,
      enter(scenario, script) {
        for (const line of script) {
          lines.set(line.id, line);
          library.add(line.clip);
        }
        const takeBack = scenario.faults.flatMap(({ vendor, kind, line: name, times }) => {
          const line = lines.get(scriptLineId(scenario.name, name));
          return line === undefined ? [] : [faults.add({ vendor, kind, line, times })];
        });
        return () => {
          const unplayed = takeBack.reduce((sum, takeBackOne) => sum + takeBackOne(), 0);
          for (const { id } of script) {
            lines.delete(id);
            library.remove(id);
          }
          return unplayed;
        };
      },
      observe(listener) {
        observers.add(listener);
        return () => observers.delete(listener);
      },
      onRing(clientSid, listener) {
        ringers.set(clientSid, listener);
        return () => ringers.delete(clientSid);
      },
      soundOf: (id) => sounds.find(({ clip }) => clip.id === id)?.clip,
      announcementSounds,
      soundsSince: (at) => [
        ...announcementSounds,
        ...sounds.filter((sound) => sound.at >= at).map(({ clip }) => clip),
      ],
      violationsOf: (callSids) =>
        violations.filter(({ callSid }) => callSids.includes(callSid)).map(({ violation }) => violation),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
