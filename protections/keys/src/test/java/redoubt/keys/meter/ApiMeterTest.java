package redoubt.keys.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.testkit.MovableClock;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Body;
import redoubt.web.Call;
import redoubt.web.Dispatcher;
import redoubt.web.Grant;
import redoubt.web.Principal;
import redoubt.web.Request;
import redoubt.web.RequestMeter;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** What the meter costs a call: nothing that it could notice. */
final class ApiMeterTest {
  private static final String ONE = "one";
  private static final String OTHER = "other";

  private final MovableClock clock = MovableClock.atNoon();
  private final SimpleMeterRegistry shared = new SimpleMeterRegistry();
  private final AtomicBoolean answered = new AtomicBoolean();

  private ApiMeter meter(Predicate<String> wanted) {
    return new ApiMeter(shared, wanted, clock);
  }

  /** Calls a route that answers with the status it is asked for. */
  private int call(ApiMeter meter, String instance, int status) {
    Route route =
        meter.measured(
            new Route(
                "GET",
                "/v1/instances/{instance}/test",
                Access.instance(Role.READER),
                "test.read",
                "A test",
                ApiStyle.redoubt(),
                this::answer));
    return new Dispatcher(
            List.of(route),
            List.of(),
            token ->
                new Principal(
                    "user",
                    "key",
                    List.of(
                        Grant.inInstance(Role.READER, ONE), Grant.inInstance(Role.READER, OTHER))),
            (refused, request, caller, failure) -> {},
            new RequestMeter(new SimpleMeterRegistry()))
        .answer(
            new Call(
                "GET",
                "/v1/instances/" + instance + "/test",
                "status=" + status,
                Map.of("authorization", List.of("Bearer token")),
                Body.of(),
                "127.0.0.1",
                true))
        .status();
  }

  private Response answer(Request request) {
    answered.set(true);
    return Response.empty(Integer.parseInt(request.query("status").orElseThrow()));
  }

  private static Failure away() {
    return new Failure(Failure.Kind.UNAVAILABLE, "store.unavailable", "It is away.", "Wait.");
  }

  private void nextMinute() {
    clock.advance(Duration.ofMinutes(1));
  }

  private double measuredInstances() {
    return shared.get("redoubt.keys.measured.instances").gauge().value();
  }

  @Test
  void aPolicyThatCannotBeReadSpoilsNoAnswer() {
    ApiMeter meter =
        meter(instance -> {
          throw away();
        });

    assertThat(call(meter, ONE, 200)).isEqualTo(200);
  }

  @Test
  void nothingIsAskedOnceTheHandlerHasRun() {
    ApiMeter meter =
        meter(instance -> {
          if (answered.get()) {
            throw away();
          }
          return true;
        });

    assertThat(call(meter, ONE, 200)).isEqualTo(200);

    nextMinute();
    answered.set(false);
    assertThat(meter.lastMinute(ONE)).containsOnlyKeys(new Calls.Name("test.read", 200));
  }

  @Test
  void anInstanceWithVeryManySeriesTakesNoneFromAnother() {
    ApiMeter meter = meter(instance -> true);
    for (int i = 0; i < 2 * Calls.MOST; i++) {
      call(meter, ONE, 1000 + i);
    }
    call(meter, OTHER, 200);

    nextMinute();

    assertThat(meter.lastMinute(ONE)).hasSize(Calls.MOST);
    assertThat(meter.lastMinute(OTHER)).hasSize(1);
  }

  @Test
  void whatIsKeptOfAnInstanceGoesWhenItIsCalledNoMore() {
    ApiMeter meter = meter(instance -> true);
    call(meter, ONE, 200);
    nextMinute();
    meter.sweep();
    assertThat(measuredInstances()).as("its last minute is still shown").isEqualTo(1);

    nextMinute();
    meter.sweep();

    assertThat(measuredInstances()).isZero();
  }

  @Test
  void whatIsKeptOfAnInstanceGoesWithTheFirstCallAfterThePolicyIsOff() {
    AtomicBoolean on = new AtomicBoolean(true);
    ApiMeter meter = meter(instance -> on.get());
    call(meter, ONE, 200);
    on.set(false);
    call(meter, ONE, 200);

    assertThat(measuredInstances()).isZero();
  }
}
