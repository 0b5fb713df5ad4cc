package redoubt.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/**
 * Scopes of tokens and names of signed collections: a wish names a repository of this registry,
 * reads back from what it is written as, and there are no more than 50.
 */
final class ScopeFuzz extends ParserFuzz {
  private static final Optional<String> ORIGIN = Optional.of("https://registry.test:8443");

  @Override
  protected void check(byte[] input) {
    String text = text(input);
    try {
      List<Scope> scopes = Scope.parse(List.of(text), ORIGIN);
      assertThat(scopes).hasSizeLessThanOrEqualTo(Scope.MOST);
      String written = scopes.stream().map(ScopeFuzz::write).collect(Collectors.joining(" "));
      assertThat(Scope.parse(List.of(written), ORIGIN)).isEqualTo(scopes);
    } catch (Failure refused) {
      expect(refused, "registry.too-many-scopes");
    }
    try {
      Gun gun = Gun.parse(text, ORIGIN);
      assertThat(gun.text()).isEqualTo(text).endsWith(gun.repository().text());
    } catch (Failure refused) {
      expect(refused, "oci.bad-name", "registry.trust.foreign-host");
    }
  }

  private static String write(Scope scope) {
    return switch (scope) {
      case Scope.OfCatalog _ -> "registry:catalog:*";
      case Scope.OfRepository in ->
          "repository:localhost:5000/" + in.repository() + ":" + String.join(",", in.actions());
    };
  }
}
