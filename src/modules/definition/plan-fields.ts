import type { Plan, Result } from '../contract.ts';

/** A plan whose result has further fields, however it ends. */
export function withFields(plan: Plan, fields: Result): Plan {
  const { finish } = plan;
  return {
    ...plan,
    result: { ...plan.result, ...fields },
    ...(finish && {
      finish: async (outcomes, target) => ({ ...(await finish(outcomes, target)), ...fields }),
    }),
  };
}
