import * as z from "zod";

/** A saved SSH connection, as the Python Runicorn keeps it. Its secrets, where it has any, are neither read nor answered. */
export const SshConnection = z.looseObject({
  host: z.string(),
  port: z.number().int().min(1).max(65_535).default(22),
  username: z.string(),
  name: z.string().nullish(),
  auth_method: z.string().nullish(),
  private_key_path: z.string().nullish(),
});
export type SshConnection = z.infer<typeof SshConnection>;

/** `config.json`. The Python Runicorn keeps more in it. */
export const UserConfig = z.looseObject({
  user_root_dir: z.string().nullish().catch(undefined),
  ssh_connections: z.array(z.unknown()).nullish().catch(undefined),
  /** GPUs are sampled in the background while somebody watches them. */
  gpu_background_collect: z.boolean().nullish().catch(undefined),
  gpu_interval_sec: z.number().nullish().catch(undefined),
  gpu_max_duration_h: z.number().nullish().catch(undefined),
});
export type UserConfig = z.infer<typeof UserConfig>;
