import dotenv from 'dotenv';
import { ConfigError, loadProviderConfig } from './config.js';
import { drawFindings, lackingCapabilities } from './doctor/findings.js';
import { examineProviders } from './doctor/provider-examination.js';

/** Longer than a live call waits: what is slow is told apart from what is not there. */
const deadlineMs = 10_000;

dotenv.config({ quiet: true });
const [report, exitCode] = await examine();
// SDKs leave timers running; nothing is waited for any more.
process.stdout.write(report, () => process.exit(exitCode));

async function examine(): Promise<[report: string, exitCode: number]> {
  try {
    const config = loadProviderConfig(process.env);
    const findings = await examineProviders({ ...config, deadlineMs });
    const report = drawFindings(findings, config.agentLanguage);
    return [report, lackingCapabilities(findings).length === 0 ? 0 : 1];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [`${error.message}\n`, 1];
  }
}
