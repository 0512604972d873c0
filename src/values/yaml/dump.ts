import type { Value } from '../types.ts';
import { type EmitterOptions, YamlEmitter } from './emitter.ts';
import { Representer, type RepresentOptions } from './represent.ts';

export type YamlDumpOptions = EmitterOptions & RepresentOptions;

/**
 * `yaml.dump(value, Dumper=AnsibleDumper, …)` of PyYAML with libyaml, byte for byte. Keys are sorted unless
 * `sortKeys` is false; what occurs twice by identity is written as an anchor and aliases.
 * @throws TemplateError RepresenterError
 */
export function dumpYaml(value: Value, options: YamlDumpOptions = {}): string {
  return new YamlEmitter(options).document(new Representer(options).represent(value));
}
