import { fail } from '../definition/failure.ts';
import { type HelmClient, isSince } from './helm-client.ts';
import { settingOptions } from './helm-commands.ts';

/** Options for single values, once helm is known to take them. @throws ModuleFailure */
export async function checkedSettings(
  values: readonly Readonly<Record<string, unknown>>[],
  client: HelmClient,
): Promise<string> {
  if (values.some((one) => one.value_type === 'json')) {
    const version = await client.version();
    if (!isSince(version, [3, 10])) {
      fail(
        `This module requires helm >= 3.10.0, to use set_values parameter with value type set to 'json'. current version is ${version}`,
      );
    }
  }
  return settingOptions(values);
}
