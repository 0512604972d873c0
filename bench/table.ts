import type { Measurement } from './measure.ts';
import type { Single } from './single.ts';
import type { ToolName } from './tools.ts';
import type { Workload } from './workloads.ts';

export interface Row {
  readonly workload: Workload;
  readonly figures: ReadonlyMap<ToolName, Measurement>;
}

const others = ['ansible', 'mitogen', 'floor', 'scp'] as const;

/** The tables of a run: seconds, and troupe's time relative to each other tool's. */
export function markdown(rows: readonly Row[], single: readonly Single[]): string {
  const lines: string[] = [];
  if (rows.length > 0) {
    lines.push(
      '| workload | troupe | Ansible | mitogen | by hand | scp | of Ansible | of mitogen | of by hand | of scp | CPU of Ansible | memory | goal |',
      '| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --- |',
      ...rows.map(line),
    );
  }
  if (single.length > 0) {
    lines.push(
      ...(lines.length > 0 ? [''] : []),
      '| figure | measured | goal, at most |',
      '| --- | --: | --: |',
      ...single.map(({ title, figure, goal }) => `| ${title} | ${figure} | ${goal} |`),
    );
  }
  return lines.join('\n');
}

function line({ workload, figures }: Row): string {
  const troupe = figures.get('troupe');
  const seconds = (tool: ToolName): string => {
    const found = figures.get(tool);
    return found ? `${found.wall.toFixed(2)} s` : '';
  };
  const ratio = (tool: ToolName, figure: (one: Measurement) => number): string => {
    const other = figures.get(tool);
    return troupe && other ? fraction(figure(troupe) / figure(other)) : '';
  };
  const cells = [
    workload.title,
    seconds('troupe'),
    ...others.map(seconds),
    ...others.map((tool) => ratio(tool, (one) => one.wall)),
    ratio('ansible', (one) => one.cpu),
    troupe ? `${troupe.memory.toFixed(0)} MB` : '',
    goalText(workload.goal),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** 0.04 as `1/25`, 1.5 as `1.5 ×`. */
function fraction(ratio: number): string {
  return ratio < 0.8 ? `1/${(1 / ratio).toFixed(ratio < 0.2 ? 0 : 1)}` : `${ratio.toFixed(1)} ×`;
}

function goalText(goal: Workload['goal']): string {
  return Object.entries(goal)
    .map(([tool, ratio]) => `${fraction(ratio)} ${tool}`)
    .join(', ');
}
