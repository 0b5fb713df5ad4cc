package redoubt.identity;

import java.util.Objects;

/** An API key that was just made, with its text: the only time that the text is there to show. */
public final class FreshKey {
  private final ApiKey apiKey;
  private final ApiKeyText text;

  FreshKey(ApiKey apiKey, ApiKeyText text) {
    this.apiKey = Objects.requireNonNull(apiKey, "apiKey");
    this.text = Objects.requireNonNull(text, "text");
  }

  public ApiKey apiKey() {
    return apiKey;
  }

  /** {@code rdt_…}: hand it to its owner, keep it nowhere. */
  public String text() {
    return text.text();
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "FreshKey[" + apiKey.id() + "]";
  }
}
