import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A manifest, and the module and name of the type that it should have. */
export interface TypedManifest {
  readonly manifest: unknown;
  readonly module: string;
  readonly type: string;
}

/**
 * What the compiler says to manifests written as literals of their types: the models' own validation lets keys pass
 * that Kubernetes does not know.
 */
export function typeProblems(manifests: readonly TypedManifest[]): readonly string[] {
  const path = fileURLToPath(new URL('./manifests-as-literals.ts', import.meta.url));
  const source = manifests
    .map(
      ({ manifest, module, type }, index) =>
        `const manifest${index}: import('${module}').${type} = ${JSON.stringify(manifest, null, 1)};\nvoid manifest${index};`,
    )
    .join('\n');
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const sourceFile = ts.createSourceFile(path, source, ts.ScriptTarget.ES2023);
  const hostWithManifests: ts.CompilerHost = {
    ...host,
    getSourceFile: (name, ...rest) => (name === path ? sourceFile : host.getSourceFile(name, ...rest)),
    fileExists: (name) => name === path || host.fileExists(name),
  };
  const program = ts.createProgram([path], options, hostWithManifests);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
