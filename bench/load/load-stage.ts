import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { callSchema } from '../../src/http/call-resource.js';
import { findFreePort } from '../../sandbox/loopback.js';
import type { FaultKind } from '../../sandbox/script.js';
import { startService } from '../../sandbox/service.js';
import { startBenchNetwork } from './bench-network.js';
import { inspectable, openInspector, type Inspector } from './inspector.js';
import { readServerMetrics, type ServerMetrics } from './server-metrics.js';
import type { SpokenLines } from './spoken-lines.js';
import type { TelephoneNetwork } from './telephone-network.js';
import type { FailingVendor, VendorsReport } from './vendor-messages.js';
import { startVendors } from './vendors.js';

const answerTimeoutMs = 10_000;

/** A call as the admin API shows it. */
export type ShownCall = z.infer<typeof callSchema>;

/** What the other party's own voice is like, as in ORIGINAL_VOICE. */
export type OriginalVoiceSetting = 'off' | 'ducked';

/** The service in its process, the vendors in theirs, and the telephone network in this one. */
export interface LoadStage {
  readonly network: TelephoneNetwork;
  readonly inspector: Inspector;
  metrics(): Promise<ServerMetrics>;
  vendorsReport(): Promise<VendorsReport>;
  /** What the service shows of a live call, by the SID of its client's; undefined of one that is over. */
  viewCall(callSid: string): Promise<ShownCall | undefined>;
  /** Lets a vendor fail in that way, or work again. */
  setFault(vendor: FailingVendor, kind: FaultKind | undefined): Promise<void>;
  /** Whether the service's process is alive. */
  readonly isRunning: boolean;
  /** What went wrong with telephones, each once. */
  readonly troubles: ReadonlySet<string>;
  close(): Promise<void>;
}

export interface LoadStageOptions {
  readonly lines: SpokenLines;
  readonly originalVoice: OriginalVoiceSetting;
  readonly capacity: number;
  readonly logFile: string;
  /** Whether each vendor has a second one behind it; not so if it is not said. */
  readonly hasSeconds?: boolean;
}

/** What it shows of a call that is over has another shape: its state says so. */
const shownSchema = z.looseObject({ state: z.string() });

const createToken = () => randomBytes(24).toString('base64url');

/** @throws Error if the service does not start; it names its log file. */
export async function openLoadStage(options: LoadStageOptions): Promise<LoadStage> {
  const { lines, originalVoice, capacity, logFile, hasSeconds = false } = options;
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    const vendors = await startVendors(lines, hasSeconds);
    closers.push(() => vendors.close());

    const port = await findFreePort();
    const url = `http://127.0.0.1:${port}`;
    const { network, troubles, settings: telephony } = await startBenchNetwork(url);
    closers.push(() => network.close());
    const [metricsToken, adminToken] = [createToken(), createToken()];
    const service = await startService({
      port,
      logFile,
      settings: {
        ...inspectable,
        METRICS_TOKEN: metricsToken,
        ADMIN_TOKEN: adminToken,
        MAX_CONCURRENT_CALLS: String(capacity),
        ORIGINAL_VOICE: originalVoice,
        ...telephony,
        ...vendors.settings,
      },
    });
    closers.push(() => service.close());
    closers.push(() => network.hangUp());
    const inspector = await openInspector(logFile);
    closers.push(() => inspector.close());

    return {
      network,
      inspector,
      troubles,
      get isRunning() {
        return service.isRunning;
      },
      async viewCall(callSid) {
        const response = await fetch(`${url}/calls/${callSid}`, {
          headers: { authorization: `Bearer ${adminToken}` },
          signal: AbortSignal.timeout(answerTimeoutMs),
        });
        if (response.status === 404) return undefined;
        if (!response.ok) throw new Error(`GET /calls answered ${response.status}.`);
        const shown = shownSchema.parse(await response.json());
        return shown.state === 'ended' ? undefined : callSchema.parse(shown);
      },
      setFault: (vendor, kind) => vendors.setFault(vendor, kind),
      async metrics() {
        const response = await fetch(`${url}/metrics`, {
          headers: { authorization: `Bearer ${metricsToken}` },
          signal: AbortSignal.timeout(answerTimeoutMs),
        });
        if (!response.ok) throw new Error(`GET /metrics answered ${response.status}.`);
        return readServerMetrics(await response.text());
      },
      vendorsReport: () => vendors.report(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
