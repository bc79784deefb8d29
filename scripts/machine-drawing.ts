import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';

/**
 * A state and what is in it as a Mermaid `stateDiagram-v2`, from the machine itself: states with their actors behind
 * a slash, parallel regions, and what moves them. States named in `closed` are drawn without their inside.
 */
export function drawState(root: AnyStateNode, closed: readonly string[] = []): string {
  const lines = ['stateDiagram-v2'];
  const drawn = new Set<AnyStateNode>();
  drawInside(root, 1);
  for (const node of [root, ...drawn]) drawTransitions(node);
  return lines.join('\n');

  function drawInside(node: AnyStateNode, depth: number): void {
    const indent = '  '.repeat(depth);
    const initial = node.type === 'compound' ? node.initial.target[0] : undefined;
    if (initial !== undefined) lines.push(`${indent}[*] --> ${nameOf(initial)}`);
    for (const [index, child] of Object.values(node.states).entries()) {
      drawn.add(child);
      if (node.type === 'parallel' && index > 0) lines.push(`${indent}--`);
      const isOpen = Object.keys(child.states).length > 0 && !closed.includes(child.key);
      lines.push(`${indent}state "${titleOf(child)}" as ${nameOf(child)}`);
      if (isOpen) {
        lines.push(`${indent}state ${nameOf(child)} {`);
        drawInside(child, depth + 1);
        lines.push(`${indent}}`);
      }
      if (child.type === 'final') lines.push(`${indent}${nameOf(child)} --> [*]`);
    }
  }

  function drawTransitions(node: AnyStateNode): void {
    for (const transition of [...node.transitions.values()].flat().concat(node.always ?? [])) {
      for (const target of transition.target ?? []) {
        const from = node === root ? '[*]' : nameOf(node);
        lines.push(`  ${from} --> ${nameOf(target)}: ${labelOf(transition)}`);
      }
    }
  }
}

const nameOf = (node: AnyStateNode) => node.path.join('_');

function titleOf(node: AnyStateNode): string {
  const actors = node.invoke.map(({ src, id }) => (typeof src === 'string' ? src : id));
  return actors.length === 0 ? node.key : `${node.key} / ${actors.join(', ')}`;
}

function labelOf({ eventType, guard }: AnyTransitionDefinition): string {
  const event = String(eventType)
    .replace(/^xstate\.after\.(\w+)\..*$/, 'after $1')
    .replace(/^xstate\.(done|error)\.actor\..*$/, '$1')
    .replace(/^$/, 'always');
  return guard === undefined ? event : `${event}, if ${describeGuard(guard)}`;
}

function describeGuard(guard: NonNullable<AnyTransitionDefinition['guard']>): string {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'function') {
    if ('stateValue' in guard) return `in ${String(guard.stateValue).replace(/^#/, '')}`;
    const parts = 'guards' in guard && Array.isArray(guard.guards) ? (guard.guards as (typeof guard)[]) : [];
    const described = parts.map(describeGuard);
    return guard.name === 'not'
      ? `not ${described.join('')}`
      : described.join(` ${guard.name} `) || 'a condition holds';
  }
  const params: unknown = 'params' in guard ? guard.params : undefined;
  const values: unknown[] = typeof params === 'object' && params !== null ? Object.values(params) : [];
  return [guard.type, ...values.map(String)].join(' ');
}
