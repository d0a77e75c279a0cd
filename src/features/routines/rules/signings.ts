/** How a delivery to a webhook proves where it comes from. */
export const SIGNINGS = ['bearer', 'hmac_sha256', 'github_hmac', 'none'] as const
