package redoubt.signatures.notation;

import redoubt.signatures.Check;

/**
 * What a trust policy makes of the signatures of one image.
 *
 * @param accepted one of them is good enough, or the policy asks for none
 * @param why for each signature what was enforced, what was only logged, and what came of it
 */
public record Verdict(boolean accepted, Check why) {}
