/** Names that stand for the controller even where no inventory has them. */
export const LOCALHOST: readonly string[] = ['127.0.0.1', 'localhost', '::1'];
