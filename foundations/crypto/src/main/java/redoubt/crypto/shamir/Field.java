package redoubt.crypto.shamir;

/**
 * GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. No table and no branch depends on a value, so that time
 * and cache tell nothing.
 */
final class Field {
  private Field() {}

  static int multiply(int a, int b) {
    int product = 0;
    for (int bit = 7; bit >= 0; bit--) {
      product = (product << 1) ^ (-(product >>> 7) & 0x11b);
      product ^= -((b >>> bit) & 1) & a;
    }
    return product;
  }

  /** a^254, which is 1/a; 0 for 0. */
  static int invert(int a) {
    int power = a;
    for (int i = 0; i < 6; i++) {
      power = multiply(multiply(power, power), a);
    }
    return multiply(power, power);
  }
}
