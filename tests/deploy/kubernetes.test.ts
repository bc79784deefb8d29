import { readdirSync } from 'node:fs';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { settingNames } from '../../src/config.js';
import { deployPath, readDeployDocuments, readDeployFile, readDeployYaml } from '../support/deploy-files.js';
import { readExposedMetrics } from '../support/exposed-metrics.js';
import { typeProblems } from '../support/kubernetes-types.js';
import { readQuery } from '../support/promql.js';

/** Of each kind: the API's own schema, and the module with its type. */
const kinds: Readonly<
  Record<string, { readonly Model: new (data: never) => { validate(): void }; readonly module: string }>
> = {
  Deployment: { Model: Deployment, module: 'kubernetes-models/apps/v1/Deployment' },
  HorizontalPodAutoscaler: {
    Model: HorizontalPodAutoscaler,
    module: 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler',
  },
  Ingress: { Model: Ingress, module: 'kubernetes-models/networking.k8s.io/v1/Ingress' },
  NetworkPolicy: { Model: NetworkPolicy, module: 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy' },
  PodDisruptionBudget: {
    Model: PodDisruptionBudget,
    module: 'kubernetes-models/policy/v1/PodDisruptionBudget',
  },
  Namespace: { Model: Namespace, module: 'kubernetes-models/v1/Namespace' },
  Service: { Model: Service, module: 'kubernetes-models/v1/Service' },
  ServiceAccount: { Model: ServiceAccount, module: 'kubernetes-models/v1/ServiceAccount' },
  PodMonitor: {
    Model: PodMonitor,
    module: '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor',
  },
};

const kustomization = z
  .strictObject({
    apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
    kind: z.literal('Kustomization'),
    namespace: z.string(),
    labels: z.array(z.strictObject({ pairs: z.record(z.string(), z.string()) })),
    resources: z.array(z.string()),
    configMapGenerator: z.array(z.strictObject({ name: z.string(), envs: z.array(z.string()) })),
    images: z.array(z.strictObject({ name: z.string(), newName: z.string(), newTag: z.string() })),
  })
  .parse(readDeployYaml('kubernetes/kustomization.yaml'));
const manifests = kustomization.resources.flatMap((file) =>
  readDeployDocuments(`kubernetes/${file}`).map((manifest) => ({
    file,
    manifest,
    ...z.object({ kind: z.string() }).parse(manifest),
  })),
);

const deploymentSchema = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        terminationGracePeriodSeconds: z.int(),
        containers: z.tuple([
          z.object({
            image: z.string(),
            ports: z.tuple([z.object({ name: z.string(), containerPort: z.int() })]),
            envFrom: z.array(z.record(z.string(), z.object({ name: z.string() }))),
            livenessProbe: z.object({ httpGet: z.object({ path: z.string() }) }),
            readinessProbe: z.object({ httpGet: z.object({ path: z.string() }) }),
            lifecycle: z.object({ preStop: z.object({ exec: z.object({ command: z.array(z.string()) }) }) }),
          }),
        ]),
      }),
    }),
  }),
});
const pod = deploymentSchema.parse(readDeployYaml('kubernetes/deployment.yaml')).spec.template;
const [container] = pod.spec.containers;
const ingresses = readDeployDocuments('kubernetes/ingress.yaml').map((document) =>
  z
    .object({
      metadata: z.object({ annotations: z.record(z.string(), z.string()) }),
      spec: z.object({
        rules: z.array(
          z.object({
            http: z.object({ paths: z.array(z.object({ path: z.string(), pathType: z.string() })) }),
          }),
        ),
      }),
    })
    .parse(document),
);

describe('the manifests', () => {
  test.each(manifests)('$kind of $file is what the API server takes', ({ kind, manifest }) => {
    const Model = kinds[kind]?.Model;
    if (Model === undefined) throw new Error(`No schema for ${kind}`);
    expect(() => new Model(manifest as never).validate()).not.toThrow();
  });

  test('have no key that Kubernetes does not know', () => {
    const typed = manifests.map(({ kind, manifest }) => ({
      manifest,
      module: kinds[kind]?.module ?? '',
      type: `I${kind}`,
    }));
    const misspelt = {
      manifest: { apiVersion: 'v1', kind: 'Service', spec: { slector: {} } },
      module: 'kubernetes-models/v1/Service',
      type: 'IService',
    };
    expect(typeProblems([...typed, misspelt])).toEqual([
      expect.stringMatching(/'"slector"' does not exist in type 'IServiceSpec'/),
    ]);
  });

  test('are all in the kustomization, and a Secret is not among them', () => {
    const others = ['kustomization.yaml', 'prometheus-adapter-values.yaml'];
    const files = readdirSync(deployPath('kubernetes')).filter((name) => name.endsWith('.yaml'));
    expect(files.filter((name) => !others.includes(name)).toSorted()).toEqual(
      kustomization.resources.toSorted(),
    );
    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
  });
});

describe('the pod', () => {
  test('answers its probes where the service has them', () => {
    expect(container.livenessProbe.httpGet.path).toBe('/health');
    expect(container.readinessProbe.httpGet.path).toBe('/health/ready');
    expect(container.image).toBe(kustomization.images[0]?.name);
  });

  test('has settings that exist, no secret among them, and those by reference', () => {
    const lines = readDeployFile('kubernetes/config.env').trim().split('\n');
    const names = lines.map((line) => line.split('=', 1)[0] ?? '');
    expect(names.filter((name) => !settingNames.some((setting) => setting === name))).toEqual([]);
    expect(names.filter((name) => /TOKEN|KEY|SECRET|PASSWORD/.test(name))).toEqual([]);
    expect(lines).toContain(`PORT=${container.ports[0].containerPort}`);
    expect(container.envFrom).toEqual([
      { configMapRef: { name: kustomization.configMapGenerator[0]?.name } },
      { secretRef: { name: 'dragoman' } },
    ]);
  });

  test('is given time for its calls to end, beyond the pause before it is told to', () => {
    const pause = Number(container.lifecycle.preStop.exec.command[1]);
    expect(pause).toBeGreaterThan(0);
    expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(pause + 600);
  });

  test('is what services, policies, budgets and monitors select', () => {
    const selectors = manifests
      .filter(({ kind }) => kind !== 'Ingress')
      .flatMap(({ manifest }) => [
        ...JSON.stringify(manifest).matchAll(/"app\.kubernetes\.io\/component":"(\w+)"/g),
      ])
      .map(([, component]) => component);
    expect(new Set(selectors)).toEqual(new Set([pod.metadata.labels['app.kubernetes.io/component']]));
    expect(selectors.length).toBeGreaterThan(6);
  });
});

describe('what is reached from outside', () => {
  test('streams, webhooks and readiness, and neither admin routes nor metrics', () => {
    const paths = ingresses.flatMap(({ spec }) => spec.rules.flatMap(({ http }) => http.paths));
    expect(paths.map(({ path, pathType }) => `${pathType} ${path}`)).toEqual([
      'Prefix /ws/media-stream',
      'Prefix /voice',
      'Exact /health/ready',
    ]);
  });

  test('both legs of a call go to one instance: streams are hashed by their path', () => {
    const [streams] = ingresses;
    expect(streams?.metadata.annotations).toMatchObject({
      'nginx.ingress.kubernetes.io/upstream-hash-by': '$uri',
      'nginx.org/lb-method': 'hash $request_uri consistent',
    });
  });
});

describe('autoscaling', () => {
  test('asks for a metric that the service exposes and the adapter passes on', async () => {
    const autoscaler = z
      .object({
        spec: z.object({
          metrics: z.tuple([
            z.object({
              pods: z.object({
                metric: z.object({ name: z.string() }),
                target: z.object({ averageValue: z.string() }),
              }),
            }),
          ]),
        }),
      })
      .parse(readDeployYaml('kubernetes/autoscaler.yaml'));
    const adapter = z
      .object({
        rules: z.object({
          custom: z.tuple([
            z.object({
              seriesQuery: z.string(),
              name: z.object({ matches: z.string(), as: z.string() }),
              metricsQuery: z.string(),
            }),
          ]),
        }),
      })
      .parse(readDeployYaml('kubernetes/prometheus-adapter-values.yaml')).rules.custom[0];
    const { metric, target } = autoscaler.spec.metrics[0].pods;
    const findUnknown = await readExposedMetrics();
    expect(findUnknown(readQuery(metric.name))).toEqual([]);
    expect(readQuery(adapter.seriesQuery).selectors.map(({ name }) => name)).toEqual([metric.name]);
    expect(metric.name).toMatch(new RegExp(adapter.name.matches));
    expect(adapter.name.as).toBe(metric.name);
    const query = adapter.metricsQuery
      .replace('<<.Series>>', metric.name)
      .replace('<<.LabelMatchers>>', 'namespace="dragoman"')
      .replace('<<.GroupBy>>', 'pod');
    expect(readQuery(query).aggregatedBy).toEqual(['pod']);
    const most = /^MAX_CONCURRENT_CALLS=(\d+)$/m.exec(readDeployFile('kubernetes/config.env'))?.[1];
    expect(Number(target.averageValue)).toBeLessThan(Number(most));
  });
});
