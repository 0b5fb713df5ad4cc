package redoubt.identity;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down guessing: 20 failed logins at once and 20 a minute from one address (an IPv6 network
 * of 64 bits counts as one), 10 and 10 a minute for one API key. A key that last signed in well
 * from an address is not held back there by the failures of others. It brakes per server and
 * forgets on a restart: what makes guessing hopeless are the 256 bits of a key.
 */
final class LoginBrake {
  private static final int MOST = 10_000;
  private static final Allowance PER_ADDRESS = new Allowance(20, Duration.ofSeconds(3));
  private static final Allowance PER_KEY = new Allowance(10, Duration.ofSeconds(6));

  /** So many failures at once, and one more after each interval. */
  private record Allowance(int burst, Duration interval) {}

  /** How many failures were left at a moment. */
  private record Left(double failures, Instant at) {}

  private static final class Bounded<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1;

    Bounded() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > MOST;
    }
  }

  private final InstantSource clock;
  private final Map<String, Left> addresses = new Bounded<>();
  private final Map<String, Left> keys = new Bounded<>();
  private final Map<String, Boolean> good = new Bounded<>();

  LoginBrake(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * @throws LoginBarred when nothing may be tried now
   */
  synchronized void check(String remoteAddress, Optional<String> apiKey) {
    String address = network(remoteAddress);
    if (apiKey.isPresent() && good.containsKey(pair(address, apiKey.get()))) {
      return;
    }
    Instant now = clock.instant();
    Duration wait = wait(addresses, address, PER_ADDRESS, now);
    Duration waitForKey = apiKey.map(key -> wait(keys, key, PER_KEY, now)).orElse(Duration.ZERO);
    Duration longer = wait.compareTo(waitForKey) > 0 ? wait : waitForKey;
    if (longer.isPositive()) {
      throw new LoginBarred(Duration.ofSeconds(longer.plusMillis(999).toSeconds()));
    }
  }

  synchronized void failed(String remoteAddress, Optional<String> apiKey) {
    String address = network(remoteAddress);
    Instant now = clock.instant();
    spend(addresses, address, PER_ADDRESS, now);
    apiKey.ifPresent(key -> {
      spend(keys, key, PER_KEY, now);
      good.remove(pair(address, key));
    });
  }

  synchronized void succeeded(String remoteAddress, String apiKey) {
    good.put(pair(network(remoteAddress), apiKey), true);
  }

  /** How many addresses and keys with failures it knows at the moment. */
  synchronized int remembered() {
    return addresses.size() + keys.size();
  }

  private static Duration wait(
      Map<String, Left> of, String name, Allowance allowance, Instant now) {
    double left = left(of, name, allowance, now);
    return left >= 1
        ? Duration.ZERO
        : Duration.ofMillis(Math.max(1, Math.round((1 - left) * allowance.interval().toMillis())));
  }

  private static void spend(Map<String, Left> of, String name, Allowance allowance, Instant now) {
    of.put(name, new Left(Math.max(0, left(of, name, allowance, now) - 1), now));
  }

  private static double left(Map<String, Left> of, String name, Allowance allowance, Instant now) {
    Left then = of.get(name);
    if (then == null) {
      return allowance.burst();
    }
    if (now.isBefore(then.at())) {
      // The clock was set back: count from its new time on, else the wait could grow without end.
      of.put(name, new Left(then.failures(), now));
      return then.failures();
    }
    double elapsed = Duration.between(then.at(), now).toMillis();
    return Math.min(allowance.burst(), then.failures() + elapsed / allowance.interval().toMillis());
  }

  private static String pair(String address, String apiKey) {
    return address + ' ' + apiKey;
  }

  private static String network(String remoteAddress) {
    try {
      byte[] bytes = InetAddress.ofLiteral(remoteAddress).getAddress();
      return HexFormat.of().formatHex(bytes.length == 16 ? Arrays.copyOf(bytes, 8) : bytes);
    } catch (IllegalArgumentException e) {
      return remoteAddress;
    }
  }
}
