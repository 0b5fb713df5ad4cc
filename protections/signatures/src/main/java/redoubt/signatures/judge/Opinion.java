package redoubt.signatures.judge;

/**
 * What came of it.
 *
 * @param said one sentence
 */
public record Opinion(boolean holds, String said) {}
