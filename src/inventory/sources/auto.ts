import { InventoryError } from '../../diagnostics/errors.ts';
import { str } from '../../values/repr.ts';
import { type InventorySource, isReadable } from '../source.ts';

/** A YAML file whose `plugin` key names the source that is to read it. */
export const auto: InventorySource = {
  name: 'auto',
  verify: (source) => /\.ya?ml$/.test(source) && isReadable(source),
  async parse(inventory, source, context) {
    const data = context.loader.loadFile(source, { cache: false });
    const plugin = data instanceof Map ? (data.get('plugin') ?? null) : null;
    if (plugin === null || plugin === '') {
      throw new InventoryError(
        `no root 'plugin' key found, '${source}' is not a valid YAML inventory plugin config file`,
      );
    }
    const chosen = await context.findSource(str(plugin));
    if (chosen === undefined) {
      throw new InventoryError(
        `inventory config '${source}' specifies unknown plugin '${str(plugin)}'`,
      );
    }
    if (!chosen.verify(source, context)) {
      throw new InventoryError(
        `inventory source '${source}' could not be verified by inventory plugin '${str(plugin)}'`,
      );
    }
    context.verbose?.(
      `Using inventory plugin '${str(plugin)}' to process inventory source '${source}'`,
      1,
    );
    await chosen.parse(inventory, source, context);
  },
};
