/** What is rendered: templates by name, the one to start with, and its variables, all plain JSON. */
export interface Workload {
  readonly name: string;
  readonly templates: Record<string, string>;
  /** Templates rendered one after the other; several make a stream of small ones. */
  readonly entries: readonly string[];
  readonly variables: Record<string, unknown>;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function bigTable(): Workload {
  const columns = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
  const rows = range(1000).map((row) =>
    Object.fromEntries(columns.map((column, i) => [column, row * i])),
  );
  const source =
    '<table>\n{% for row in rows %}<tr>{% for column in columns %}<td>{{ row[column] }}</td>{% endfor %}</tr>\n{% endfor %}</table>\n';
  return {
    name: 'big table',
    templates: { table: source },
    entries: ['table'],
    variables: { rows, columns },
  };
}

function deepInheritance(): Workload {
  const blocks = range(20)
    .map((i) => `{% block b${i} %}base ${i} {{ title }}{% endblock %}`)
    .join('\n');
  const templates: Record<string, string> = { level0: `<html>\n${blocks}\n</html>\n` };
  for (const level of range(10).slice(1)) {
    const own = range(20)
      .filter((i) => (i + level) % 3 === 0)
      .map(
        (i) => `{% block b${i} %}{{ super() }} level ${level} {{ title | upper }}{% endblock %}`,
      );
    templates[`level${level}`] = `{% extends 'level${level - 1}' %}\n${own.join('\n')}`;
  }
  return {
    name: 'deep inheritance',
    templates,
    entries: range(50).map(() => 'level9'),
    variables: { title: 'Bench' },
  };
}

function smallExpressions(): Workload {
  const kinds = [
    (i: number) => `{{ name }}-${i}`,
    (i: number) => `{{ port + ${i} }}`,
    (i: number) => `{{ 'yes' if enabled and port > ${i} else 'no' }}`,
    (i: number) => `/srv/{{ name | lower }}/{{ hosts[${i % 3}].name }}/${i}`,
    () => "{{ hosts | map(attribute='name') | join(',') }}",
    (i: number) => `{% if ${i} in [1, 2, 3] or enabled %}{{ settings.depth.value }}{% endif %}`,
    (i: number) => `{{ (missing${i} | default('none')) ~ '.' ~ settings.depth.value }}`,
    () => "{{ hosts | selectattr('up') | list | length }}",
  ];
  const templates: Record<string, string> = {};
  for (const i of range(2000))
    templates[`t${i}`] = (kinds[i % kinds.length] as (n: number) => string)(i);
  return {
    name: 'small expressions',
    templates,
    entries: Object.keys(templates),
    variables: {
      name: 'Web',
      port: 8080,
      enabled: true,
      hosts: range(3).map((i) => ({ name: `host${i}`, up: i !== 1 })),
      settings: { depth: { value: 42 } },
    },
  };
}

function longConfig(): Workload {
  const lines = range(10_000).map((i) => {
    if (i % 10 === 3) return `listen_${i} = {{ address }}:{{ port + ${i % 100} }}`;
    if (i % 10 === 7)
      return `{% if features.f${i % 5} %}feature_${i} = {{ features.f${i % 5} }}{% endif %}`;
    return `option_${i} = value ${i} # plain text of a configuration file`;
  });
  return {
    name: '10,000-line configuration',
    templates: { config: `${lines.join('\n')}\n` },
    entries: ['config'],
    variables: {
      address: '10.0.0.1',
      port: 8000,
      features: { f0: 'on', f1: false, f2: 'off', f3: 1, f4: '' },
    },
  };
}

export const workloads = (): Workload[] => [
  bigTable(),
  deepInheritance(),
  smallExpressions(),
  longConfig(),
];
