import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProviderError } from '../provider-error.js';
import type { Translator } from '../translator.js';
import { apertiumPairs, apertiumRoute, apertiumTargets } from './apertium-pairs.js';
import { createApertiumPipeline, type ApertiumPipeline } from './apertium-pipeline.js';

export interface ApertiumTranslatorSettings {
  /** Where Apertium's modes are installed. */
  readonly modesDirectory?: string;
  /** How long one pair may take for a clause, its start included, ms. */
  readonly deadlineMs?: number;
  /** After so long without a clause the programs of a pair are ended, ms. */
  readonly idleMs?: number;
  /**
   * Pairs whose programs may run at a time. One more ends those that were used least lately, unless they have a clause.
   */
  readonly mostRunning?: number;
}

export interface ApertiumTranslator extends Translator {
  /** Ends all programs. */
  close(): void;
}

const provider = 'apertium';

/** Where Debian's packages put them. */
const debianModes = '/usr/share/apertium/modes';

/** A pair takes up to 0.6 s to start, and then a few ms for a clause. */
const defaultDeadlineMs = 2500;
const defaultIdleMs = 10 * 60_000;

/** A pair takes 40 to 250 MB, French and Catalan 630. A call needs two pairs, or four where a third language lies between. */
const defaultMostRunning = 8;

/**
 * Translates with Apertium, on this machine: rules and dictionaries, without a cloud, and without context. What is not
 * in its dictionaries stays as it is. The programs of a pair are started with its first clause and go on running.
 * Languages without a pair are translated by way of a third one.
 *
 * @throws ProviderError if none of the pairs is installed.
 */
export function createApertiumTranslator(settings: ApertiumTranslatorSettings = {}): ApertiumTranslator {
  const {
    modesDirectory = debianModes,
    deadlineMs = defaultDeadlineMs,
    idleMs = defaultIdleMs,
    mostRunning = defaultMostRunning,
  } = settings;
  const fileOf = (mode: string) => join(modesDirectory, `${mode}.mode`);
  const pairs = apertiumPairs.filter(({ mode }) => existsSync(fileOf(mode)));
  if (pairs.length === 0) {
    throw new ProviderError(provider, 'unavailable', `there are no modes in ${modesDirectory}`);
  }
  const modes = new Map(pairs.map(({ mode }) => [mode, readFileSync(fileOf(mode), 'utf8')]));
  /** In the order in which they were used. */
  const pipelines = new Map<string, ApertiumPipeline>();

  function pipelineOf(name: string): ApertiumPipeline {
    const mode = modes.get(name) ?? '';
    const pipeline = pipelines.get(name) ?? createApertiumPipeline({ provider, mode, deadlineMs, idleMs });
    pipelines.delete(name);
    if (pipeline.state === 'ended') makeRoom();
    pipelines.set(name, pipeline);
    return pipeline;
  }

  function makeRoom(): void {
    const running = [...pipelines.values()].filter(({ state }) => state !== 'ended');
    if (running.length < mostRunning) return;
    const spare = running.find(({ state }) => state === 'idle');
    if (spare === undefined) {
      throw new ProviderError(provider, 'rateLimited', `has a clause in all of its ${mostRunning} pairs`);
    }
    spare.close();
  }

  const targets = apertiumTargets(pairs);
  return {
    provider,
    capabilities: {
      languages: new Set(targets.keys()),
      isStreaming: false,
      detects: new Set(),
      targets,
      formality: new Set(),
      glossary: new Set(),
    },
    async *translate({ text, sourceLanguage, targetLanguage, signal }) {
      const route = apertiumRoute(pairs, sourceLanguage, targetLanguage);
      if (route === undefined) {
        const asked = `${sourceLanguage} into ${targetLanguage}`;
        throw new ProviderError(provider, 'unsupportedLanguage', `does not translate ${asked}`);
      }
      signal.throwIfAborted();
      let translation = text;
      for (const { mode } of route) translation = await pipelineOf(mode).translate(translation, signal);
      if (translation === '') {
        throw new ProviderError(provider, 'invalidResponse', 'answered without a translation');
      }
      yield translation;
    },
    close() {
      for (const pipeline of pipelines.values()) pipeline.close();
    },
  };
}
