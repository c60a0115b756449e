"""Returns the digits of the answer as text with a NUL behind them, which C reads as the answer. Class B."""
# expect: WA "It adds three squares."

def total(numbers):
    return f"{sum(number * number for number in numbers)}\0"
